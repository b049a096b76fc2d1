using Driftlock.Application.Billing;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Driftlock.Infrastructure.Billing;

/// <summary>
/// The ledger's statements, in the transaction of the reaction that books. The order of locks is reservation, fence,
/// counter; a reservation takes the counter alone.
/// </summary>
internal sealed class Ledger(BillingDbContext db, IWorkFence fence) : ILedger
{
    private const string Lock = """
        select units, state, leased_until from billing.reservations where organization = $1 and run = $2 for update
        """;

    private const string LockAll = """
        select run, units, state from billing.reservations where organization = $1 and run = any ($2)
        order by run for update
        """;

    // What is beyond the included events, by all that was settled in the period before and after each run.
    private const string Settle = """
        with settled as (
            select used.*, r.period_start, r.units as reserved,
                sum(used.units) over (partition by r.period_start order by used.number) as so_far
            from unnest($2, $3, $4, $5, $6) with ordinality as used (run, units, stream, credential, at, number)
            join billing.reservations r on r.organization = $1 and r.run = used.run),
        counted as (
            update billing.periods p
            set settled = p.settled + part.units, rejected = p.rejected + part.reserved - part.units
            from (
                select period_start, sum(units)::bigint as units, sum(reserved) as reserved
                from settled group by period_start) part
            where p.organization = $1 and p.starts_at = part.period_start
            returning p.starts_at, p.included, p.settled - part.units as before),
        booked as (
            select settled.*, greatest(before + so_far - included, 0)
                - greatest(before + so_far - units - included, 0) as beyond
            from settled join counted on starts_at = period_start)
        insert into billing.ledger
            (organization, run, kind, period_start, units, stream, credential, why, at, booked_at)
        select $1, run, part.kind, period_start, part.units, stream, credential, part.why, at, $7
        from booked cross join lateral (values
            ('included', booked.units - beyond, 'scored'),
            ('overage', beyond, 'scored'),
            ('rejected', reserved - booked.units, 'not_scored')) as part (kind, units, why)
        where part.units > 0
        """;

    private const string CloseAll = """
        update billing.reservations set state = 'settled', closed_at = $3 where organization = $1 and run = any ($2)
        """;

    private const string GiveBack = """
        with booked as (
            update billing.periods p
            set rejected = p.rejected + r.units
            from billing.reservations r
            where r.organization = $1 and r.run = $2 and p.organization = $1 and p.starts_at = r.period_start
            returning p.starts_at, r.units)
        insert into billing.ledger (organization, run, kind, period_start, units, why, at, booked_at)
        select $1, $2, 'rejected', starts_at, units, $3, $4, $4 from booked
        """;

    private const string Close = """
        update billing.reservations set state = $3, closed_at = $4 where organization = $1 and run = $2
        """;

    private const string Extend = """
        update billing.reservations set leased_until = $3 where organization = $1 and run = $2
        """;

    public Task SettleAsync(
        IReadOnlyList<DetectionsSettled> settled, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync(transaction => SettleAsync(settled, now, transaction, cancellationToken), cancellationToken);

    public Task GiveBackAsync(
        OrganizationId organization, Guid run, GiveBackReason why, DateTimeOffset now,
        CancellationToken cancellationToken) => InTransactionAsync(
            transaction => GiveBackAsync(organization, run, why, now, transaction, cancellationToken), cancellationToken);

    private static async Task SettleAsync(
        IReadOnlyList<DetectionsSettled> settled,
        DateTimeOffset now,
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken)
    {
        var organization = settled[0].Organization;
        var reserved = await LockAllAsync(
            organization, [.. settled.Select(one => one.Run)], transaction, cancellationToken);
        var pending = settled.DistinctBy(one => one.Run).Where(one => IsPending(one, reserved)).ToList();
        if (pending.Count == 0) return;

        Guid[] runs = [.. pending.Select(one => one.Run)];
        // The counter comes last: every reservation of the organization waits for it.
        await using var batch = Batch(
            transaction,
            Statement(CloseAll, organization, runs, now),
            Statement(
                Settle,
                organization,
                runs,
                pending.Select(one => (long)one.Units).ToArray(),
                pending.Select(one => one.Stream?.Value).ToArray(),
                pending.Select(one => one.Credential).ToArray(),
                pending.Select(one => one.At.ToUniversalTime()).ToArray(),
                now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Fault.Point("ledger.settled");
    }

    private static bool IsPending(
        DetectionsSettled settled, Dictionary<Guid, (int Units, string State)> reservations)
    {
        // Work that was to cost nothing reserved nothing. What was reserved is given back where nothing was scored.
        var known = reservations.TryGetValue(settled.Run, out var reserved);
        if (known ? reserved.State == "settled" : settled.Units == 0) return false;
        if (known && reserved.State == "pending" && reserved.Units >= settled.Units) return true;

        throw new InvalidOperationException(
            $"Run {settled.Run} settles {settled.Units} units and reserved {(known ? reserved : null)}.");
    }

    private async Task GiveBackAsync(
        OrganizationId organization, Guid run, GiveBackReason why, DateTimeOffset now, NpgsqlTransaction transaction,
        CancellationToken cancellationToken)
    {
        var reserved = await LockAsync(organization, run, transaction, cancellationToken);
        if (reserved is not { State: "pending" } pending) return;
        if (why == GiveBackReason.Expired && now < pending.LeasedUntil) return;

        var mayBeFreed = await fence.TryGiveUpAsync(organization, run, transaction, cancellationToken);
        await using var batch = mayBeFreed
            ? Batch(
                transaction,
                Statement(GiveBack, organization, run, SnakeCase.Of($"{why}"), now),
                Statement(Close, organization, run, "given_up", now))
            // It was committed, so its settlement is on the way. Another look is worth it only after another lease.
            : Batch(transaction, Statement(Extend, organization, run, now + Reservations.Lease));
        Fault.Point("ledger.fenced");
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<(int Units, string State, DateTimeOffset LeasedUntil)?> LockAsync(
        OrganizationId organization, Guid run, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = Batch(transaction, Statement(Lock, organization, run));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetInt32(0), reader.GetString(1), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken))
            : null;
    }

    private static async Task<Dictionary<Guid, (int Units, string State)>> LockAllAsync(
        OrganizationId organization, Guid[] runs, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = Batch(transaction, Statement(LockAll, organization, runs));
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        var reserved = new Dictionary<Guid, (int, string)>();
        while (await row.ReadAsync(cancellationToken))
        {
            reserved[row.GetGuid(0)] = (row.GetInt32(1), row.GetString(2));
        }

        return reserved;
    }

    private static NpgsqlBatch Batch(NpgsqlTransaction transaction, params ReadOnlySpan<NpgsqlBatchCommand> statements)
    {
        var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var statement in statements) batch.BatchCommands.Add(statement);
        return batch;
    }

    private static NpgsqlBatchCommand Statement(
        string statement, OrganizationId organization, object runs, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(statement);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(runs);
        foreach (var value in values) command.Parameters.AddWithValue(value ?? DBNull.Value);
        return command;
    }

    // Of the reaction that books, where there is one; else of its own.
    private async Task InTransactionAsync(Func<NpgsqlTransaction, Task> book, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is { } riding)
        {
            await book((NpgsqlTransaction)riding.GetDbTransaction());
            return;
        }

        await using var own = await db.Database.BeginTransactionAsync(cancellationToken);
        await book((NpgsqlTransaction)own.GetDbTransaction());
        Fault.Point("ledger.committing");
        await own.CommitAsync(cancellationToken);
        Fault.Point("ledger.committed");
    }
}
