using System.Data.Common;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// One row for each run, and the unique key decides: whoever comes second waits for the first one's transaction, and
/// finds the row if that was committed.
/// </summary>
internal sealed class WorkFence(TimeProvider clock) : IWorkFence
{
    private const string Committed = "committed";
    private const string GivenUp = "given_up";

    private const string Decide = """
        insert into shared.work_fences (organization, run, outcome, decided_at)
        select $1, run, $3, $4 from unnest($2) run order by run
        on conflict do nothing
        returning run
        """;

    private const string Decided = "select outcome from shared.work_fences where organization = $1 and run = $2";

    public Task<bool> TryCommitAsync(
        OrganizationId organization, Guid run, DbTransaction transaction, CancellationToken cancellationToken) =>
        TryDecideAsync(organization, run, Committed, transaction, cancellationToken);

    public Func<bool> TryCommit(OrganizationId organization, IReadOnlyCollection<Guid> runs, DbBatch batch) =>
        TryDecide(organization, runs, Committed, batch);

    public async Task<bool> TryGiveUpAsync(
        OrganizationId organization, Guid run, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (await TryDecideAsync(organization, run, GivenUp, transaction, cancellationToken)) return true;

        // Given up before, by one who did not come to free the reservation: whoever finds it so may.
        return await IsDecidedAsync(organization, run, GivenUp, transaction, cancellationToken);
    }

    public Task<bool> HasCommittedAsync(
        OrganizationId organization, Guid run, DbTransaction transaction, CancellationToken cancellationToken) =>
        IsDecidedAsync(organization, run, Committed, transaction, cancellationToken);

    private static async Task<bool> IsDecidedAsync(
        OrganizationId organization,
        Guid run,
        string outcome,
        DbTransaction transaction,
        CancellationToken cancellationToken)
    {
        var riding = (NpgsqlTransaction)transaction;
        await using var command = new NpgsqlCommand(Decided, riding.Connection, riding)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                new NpgsqlParameter<Guid> { TypedValue = run },
            },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is string decided && decided == outcome;
    }

    private async Task<bool> TryDecideAsync(
        OrganizationId organization,
        Guid run,
        string outcome,
        DbTransaction transaction,
        CancellationToken cancellationToken)
    {
        var riding = (NpgsqlTransaction)transaction;
        await using var batch = new NpgsqlBatch(riding.Connection, riding);
        var decided = TryDecide(organization, [run], outcome, batch);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return decided();
    }

    private Func<bool> TryDecide(
        OrganizationId organization, IReadOnlyCollection<Guid> runs, string outcome, DbBatch batch)
    {
        var decide = new NpgsqlBatchCommand(Decide)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                new NpgsqlParameter<Guid[]> { TypedValue = [.. runs] },
                new NpgsqlParameter<string> { TypedValue = outcome },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
            },
        };
        batch.BatchCommands.Add(decide);
        return () => decide.Rows == (ulong)runs.Count;
    }
}
