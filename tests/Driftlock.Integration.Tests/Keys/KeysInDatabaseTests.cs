using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Keys;
using Driftlock.Integration.Tests.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>What the database holds of keys, and what becomes of them when it is away.</summary>
public sealed class KeysInDatabaseTests(Installation installation) : IClassFixture<Installation>
{
    private const string Tables = """
        select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname in ('shared', 'identity', 'keys', 'billing', 'detection')
          and has_table_privilege(c.oid, 'select')
        """;

    [Fact]
    public async Task C_85_P_12_A_key_is_in_no_table()
    {
        var canary = await installation.IssueKey("detect", "keys:write");
        await installation.Send(new AuthenticateApiKey(canary.Secret.Reveal()));
        var secret = canary.Secret.Reveal()[9..41];
        var searched = 0;

        foreach (var table in await installation.Read(Tables))
        {
            searched++;
            (await installation.Read($"select row::text from {table} row")).Should()
                .NotContain(row => row.Contains(secret, StringComparison.Ordinal), table);
        }

        searched.Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task C_94_The_last_use_of_a_key_is_written_apart_and_at_most_once_a_minute()
    {
        var issued = await installation.IssueKey();
        var uses = installation.Services.GetRequiredService<KeyUses>();
        const string LastUse = "select last_used_at::text from keys.api_keys where last_used_at is not null";

        await installation.Send(new AuthenticateApiKey(issued.Secret.Reveal()));
        var before = await installation.Read(LastUse);
        await uses.WriteAsync(CancellationToken.None);
        var first = await installation.Read(LastUse);
        await installation.Send(new AuthenticateApiKey(issued.Secret.Reveal()));
        await uses.WriteAsync(CancellationToken.None);

        before.Should().BeEmpty();
        first.Should().NotBeEmpty();
        (await installation.Read(LastUse)).Should().Equal(first);
    }

    [Fact]
    public async Task C_92_Without_the_database_an_unknown_key_cannot_be_checked()
    {
        var issued = await installation.IssueKey();
        await using var services = MigratedDatabase.Services("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        await using var scope = services.CreateAsyncScope();

        var refused = await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new AuthenticateApiKey(issued.Secret.Reveal()));

        refused.Error.Should().Be(DatabaseErrors.Unavailable);
    }

    [Fact]
    public async Task What_finds_a_key_agrees_with_the_key_or_check_says_so()
    {
        var database = await MigratedDatabase.CreateAsync();
        var broken = Installation.Over(database);
        await broken.IssueKey();
        var before = await Breaches(broken);

        await broken.ReadAsOwner("update keys.key_owners set digest = repeat('0', 64)");
        await broken.ReadAsOwner("update identity.organization_slugs set slug = 'other'");
        var after = await Breaches(broken);
        await broken.DisposeAsync();

        before.Should().BeEmpty();
        after.Should().HaveCount(2);
    }

    private static async Task<IReadOnlyList<string>> Breaches(Installation installation)
    {
        await using var scope = installation.Services.CreateAsyncScope();
        var found = new List<string>();
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>()
            .Where(each => each.Name.Split(":")[0] is "keys" or "identity"))
        {
            found.AddRange(await invariant.BreachesAsync(CancellationToken.None));
        }

        return found;
    }
}
