using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Auditing;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>A chain grows without gap or fork, and what is done to it behind its back is found.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private readonly OrganizationId own = OrganizationId.New(TimeProvider.System);
    private readonly OrganizationId other = OrganizationId.New(TimeProvider.System);

    private ServiceProvider services = null!;

    private Database Database => services.GetRequiredService<Database>();

    public async Task InitializeAsync() =>
        services = MigratedDatabase.Services((await MigratedDatabase.CreateAsync()).ConnectionString);

    public async Task DisposeAsync() => await services.DisposeAsync();

    [Fact]
    public async Task Chains_that_grow_at_once_have_no_gap_and_verify()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AppendAsync(i % 2 == 0 ? own : other, $"stream:{i}")));

        (await Breaches()).Should().BeEmpty();
        (await Scalar($"select max(sequence) from shared.audit where organization = '{own.Value}'")).Should().Be(20L);
    }

    [Fact]
    public async Task An_entry_goes_with_the_change_that_it_tells_of()
    {
        await AppendAsync(own, "key:1");
        await AppendAsync(own, "key:2", commit: false);
        await AppendAsync(own, "key:3");

        (await Breaches()).Should().BeEmpty();
        (await Scalar("select string_agg(subject, ' ' order by sequence) from shared.audit"))
            .Should().Be("key:1 key:3");
    }

    [Theory]
    [InlineData("update shared.audit set actor = 'system' where sequence = 2", "entry 2: was changed")]
    [InlineData("update shared.audit set at = at + interval '1 us' where sequence = 2", "entry 2: was changed")]
    [InlineData("update shared.audit set details = '{\"note\": \"x\"}' where sequence = 2", "entry 2: was changed")]
    [InlineData("update shared.audit set hash = sha256('x') where sequence = 2", "entry 3: does not continue")]
    [InlineData("delete from shared.audit where sequence = 2", "entry 3: follows entry 1")]
    [InlineData("delete from shared.audit where sequence = 3", "the chain ends at entry 2, its head is at 3")]
    [InlineData("delete from shared.audit", "the chain ends at entry 0, its head is at 3")]
    [InlineData("update shared.audit set sequence = 5 - sequence where sequence > 1", "entry 2: was changed")]
    public async Task What_was_done_to_a_chain_is_found(string deed, string breach)
    {
        foreach (var subject in new[] { "key:1", "key:2", "key:3" }) await AppendAsync(own, subject);
        (await Breaches()).Should().BeEmpty();

        await Scalar("alter table shared.audit drop constraint audit_pkey");
        await Scalar(AsLogin("shared.audit", deed));

        (await Breaches()).Should().Contain(found => found.Contains(breach));
    }

    [Fact]
    public async Task A_chain_that_was_brought_from_another_organization_is_found()
    {
        await AppendAsync(own, "key:1");

        foreach (var table in new[] { "shared.audit", "shared.audit_heads" })
        {
            await Scalar(AsLogin(table, $"update {table} set organization = '{other.Value}'"));
        }

        (await Breaches()).Should().ContainSingle().Which.Should().Contain($"{other.Value}, entry 1: was changed");
    }

    [Theory]
    [InlineData("update shared.audit set actor = 'system'")]
    [InlineData("delete from shared.audit")]
    public async Task What_serves_requests_cannot_touch_an_entry(string deed)
    {
        await AppendAsync(own, "key:1");
        await using var command = Database.App.CreateCommand(deed);

        var doing = () => command.ExecuteNonQueryAsync();

        (await doing.Should().ThrowAsync<PostgresException>()).Which.SqlState
            .Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task AppendAsync(OrganizationId organization, string subject, bool commit = true)
    {
        await using var scope = services.CreateAsyncScope();
        var access = scope.ServiceProvider.GetRequiredService<DatabaseAccess>();
        access.Enter(organization);
        await using var connection = await access.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var entry = new AuditEntry(organization, "operator", "keys.issued", subject)
        {
            Details = new Dictionary<string, string> { ["name"] = "Zoë \"the\" <key> 😀", ["a"] = "1" },
        };
        await services.GetRequiredService<IAudit>().AppendAsync(entry, transaction, CancellationToken.None);
        if (commit) await transaction.CommitAsync();
    }

    private Task<IReadOnlyList<string>> Breaches() =>
        new AuditVerification(Database).BreachesAsync(CancellationToken.None);

    // What someone with the installation's login could do, past row security.
    private static string AsLogin(string table, string deed) =>
        $"alter table {table} no force row level security; {deed}; alter table {table} force row level security";

    private async Task<object?> Scalar(string statement)
    {
        await using var command = Database.Owner.CreateCommand(
            statement.StartsWith("select", StringComparison.Ordinal)
                ? $"set local role driftlock_worker; {statement}"
                : statement);
        return await command.ExecuteScalarAsync();
    }
}
