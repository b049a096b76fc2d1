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

    // What is beyond the included events, by all that was settled in the period before and after this run.
    private const string Settle = """
        with booked as (
            update billing.periods p
            set settled = p.settled + $3, rejected = p.rejected + r.units - $3
            from billing.reservations r
            where r.organization = $1 and r.run = $2 and p.organization = $1 and p.starts_at = r.period_start
            returning p.starts_at, r.units as reserved,
                greatest(p.settled - p.included, 0) - greatest(p.settled - $3 - p.included, 0) as beyond)
        insert into billing.ledger
            (organization, run, kind, period_start, units, stream, credential, why, at, booked_at)
        select $1, $2, part.kind, starts_at, part.units, $4::uuid, $5::uuid, part.why, $6, $7
        from booked cross join lateral (values
            ('included', $3 - beyond, 'scored'),
            ('overage', beyond, 'scored'),
            ('rejected', reserved - $3, 'not_scored')) as part (kind, units, why)
        where part.units > 0
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

    public Task SettleAsync(DetectionsSettled settled, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync(transaction => SettleAsync(settled, now, transaction, cancellationToken), cancellationToken);

    public Task GiveBackAsync(
        OrganizationId organization, Guid run, GiveBackReason why, DateTimeOffset now,
        CancellationToken cancellationToken) => InTransactionAsync(
            transaction => GiveBackAsync(organization, run, why, now, transaction, cancellationToken), cancellationToken);

    private static async Task SettleAsync(
        DetectionsSettled settled, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var (organization, run) = (settled.Organization, settled.Run);
        var reserved = await LockAsync(organization, run, transaction, cancellationToken);
        // Work that was to cost nothing reserved nothing. What was reserved is given back where nothing was scored.
        if (reserved is { State: "settled" } || (reserved is null && settled.Units == 0)) return;
        if (reserved is not { State: "pending" } || reserved.Value.Units < settled.Units)
        {
            throw new InvalidOperationException($"Run {run} settles {settled.Units} units and reserved {reserved}.");
        }

        await using var batch = Batch(
            transaction,
            Statement(
                Settle, organization, run, (long)settled.Units, settled.Stream?.Value, settled.Credential,
                settled.At.ToUniversalTime(), now),
            Statement(Close, organization, run, "settled", now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Fault.Point("ledger.settled");
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

    private static NpgsqlBatch Batch(NpgsqlTransaction transaction, params ReadOnlySpan<NpgsqlBatchCommand> statements)
    {
        var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var statement in statements) batch.BatchCommands.Add(statement);
        return batch;
    }

    private static NpgsqlBatchCommand Statement(
        string statement, OrganizationId organization, Guid run, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(statement);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(run);
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
