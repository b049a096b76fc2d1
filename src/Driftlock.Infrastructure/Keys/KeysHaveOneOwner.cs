using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Infrastructure.Keys;

/// <summary>What finds a key and the key itself agree: one digest, one organization.</summary>
internal sealed class KeysHaveOneOwner(Database database) : IInvariant
{
    private const string Breaches = """
        select format('key %s: its row and what finds it disagree', coalesce(key.id, owner.key))
        from keys.api_keys key full join keys.key_owners owner on owner.key = key.id
        where (key.digest, key.organization) is distinct from (owner.digest, owner.organization)
        limit 100
        """;

    public string Name => "keys: every key is found by one digest, for one organization";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        return await command.ReadTextsAsync(cancellationToken);
    }
}
