using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Infrastructure.Identity;

/// <summary>What finds an organization and the organization itself agree.</summary>
internal sealed class SlugsHaveOneOrganization(Database database) : IInvariant
{
    private const string Breaches = """
        select format('organization %s: its slug is not the one that finds it',
            coalesce(known.organization, taken.organization))
        from identity.organizations known
        full join identity.organization_slugs taken on taken.organization = known.organization
        where known.slug is distinct from taken.slug
        limit 100
        """;

    public string Name => "identity: every organization is found by its slug";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        return await command.ReadTextsAsync(cancellationToken);
    }
}
