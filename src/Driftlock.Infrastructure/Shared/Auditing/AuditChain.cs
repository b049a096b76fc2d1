using System.Data.Common;
using System.Text.Json;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Driftlock.Infrastructure.Shared.Auditing;

/// <summary>
/// Appends under the lock of the chain's head, in the transaction of the change itself: there is no change without its
/// entry, no entry without its change, and no two entries with one number.
/// </summary>
internal sealed class AuditChain(TimeProvider clock) : IAudit
{
    private const string Begin =
        "insert into shared.audit_heads (organization, sequence, hash) values ($1, 0, $2) on conflict do nothing";

    private const string LockHead =
        "select sequence, hash from shared.audit_heads where organization = $1 for update";

    private const string Append = """
        insert into shared.audit (organization, sequence, at, actor, action, subject, details, previous, hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string MoveHead =
        "update shared.audit_heads set sequence = $2, hash = $3 where organization = $1";

    public async Task AppendAsync(AuditEntry entry, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var riding = (NpgsqlTransaction)transaction;
        var (sequence, previous) = await LockAsync(entry.Organization, riding, cancellationToken);
        // Read under the lock, so that times rise with the numbers.
        var chained = new ChainedEntry(entry, sequence + 1, ChainedEntry.ToMicroseconds(clock.GetUtcNow()), previous);
        var hash = chained.Hash();
        Fault.Point("audit.head_locked");

        await using var batch = new NpgsqlBatch(riding.Connection, riding)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Append)
                {
                    Parameters =
                    {
                        Value(entry.Organization.Value),
                        Value(chained.Sequence),
                        Value(chained.At),
                        Value(entry.Actor),
                        Value(entry.Action),
                        Value(entry.Subject),
                        new NpgsqlParameter<string>
                        {
                            TypedValue = JsonSerializer.Serialize(entry.Details),
                            NpgsqlDbType = NpgsqlDbType.Jsonb,
                        },
                        Value(previous),
                        Value(hash),
                    },
                },
                new NpgsqlBatchCommand(MoveHead)
                {
                    Parameters = { Value(entry.Organization.Value), Value(chained.Sequence), Value(hash) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Fault.Point("audit.appended");
    }

    private static async Task<(long Sequence, byte[] Hash)> LockAsync(
        OrganizationId organization, NpgsqlTransaction riding, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(riding.Connection, riding)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Begin) { Parameters = { Value(organization.Value), Value(ChainedEntry.Start) } },
                new NpgsqlBatchCommand(LockHead) { Parameters = { Value(organization.Value) } },
            },
        };
        await using var head = await batch.ExecuteReaderAsync(cancellationToken);
        return await head.ReadAsync(cancellationToken)
            ? (head.GetInt64(0), (byte[])head[1])
            : throw new InvalidOperationException("The audit chain of another organization is not to be seen.");
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
