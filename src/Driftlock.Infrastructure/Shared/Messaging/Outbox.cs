using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>A stored message on its way to the reactions.</summary>
internal sealed record StoredMessage(Guid Id, Guid Organization, string Name, string Content, int Failures);

/// <summary>A message that could not be delivered: when it is tried again, or null if it is parked.</summary>
internal sealed record FailedDelivery(Guid Id, string Reason, DateTimeOffset? NextAttemptAt);

/// <summary>The statements of the outboxes, each in the schema of its module, for the role of the worker.</summary>
internal sealed class Outbox(IEnumerable<ModuleSchema> modules, TimeProvider clock)
{
    /// <summary>Messages taken at once.</summary>
    public const int MostInBatch = 64;

    /// <summary>Characters kept of the reason why a delivery failed.</summary>
    public const int LongestReason = 1000;

    private const string Existing =
        "select name from unnest($1) name where to_regclass(name || '.outbox') is not null";

    /// <summary>The schemas that have an outbox in the database as it is now.</summary>
    public async Task<IReadOnlyList<string>> SchemasAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Existing, connection);
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. modules.Select(module => module.Schema)] });
        return await command.ReadTextsAsync(cancellationToken);
    }

    /// <summary>
    /// Takes messages that are due and that no other relay holds; they are held until the transaction ends. Of an
    /// aggregate only the first can be taken, also when that one is parked or waits for its next attempt.
    /// </summary>
    public async Task<IReadOnlyList<StoredMessage>> TakeAsync(
        string schema, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            select taken.id, taken.organization, taken.name, taken.content::text, taken.attempts from {schema}.outbox taken
            where taken.parked_at is null and taken.next_attempt_at <= $1
              and (taken.ordered_by is null or not exists (
                select from {schema}.outbox before
                where before.ordered_by = taken.ordered_by and before.position < taken.position))
            order by taken.next_attempt_at
            limit {MostInBatch}
            for update of taken skip locked
            """, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<StoredMessage>();
        while (await row.ReadAsync(cancellationToken))
        {
            messages.Add(new StoredMessage(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetInt32(4)));
        }

        return messages;
    }

    /// <summary>Takes out what was delivered, and notes what was not.</summary>
    public async Task SettleAsync(
        string schema,
        IReadOnlyCollection<Guid> delivered,
        IReadOnlyCollection<FailedDelivery> failed,
        NpgsqlTransaction transaction)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        // If the server dies before this is on its disk, the messages come again and their reactions do not.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local synchronous_commit to off"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from {schema}.outbox where id = any($1)")
        {
            Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = [.. delivered] } },
        });
        foreach (var failure in failed)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"""
                update {schema}.outbox set attempts = attempts + 1, last_failure = $2,
                  next_attempt_at = coalesce($3, next_attempt_at), parked_at = case when $3 is null then $4 end
                where id = $1
                """)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid> { TypedValue = failure.Id },
                    new NpgsqlParameter<string> { TypedValue = failure.Reason },
                    new NpgsqlParameter<DateTimeOffset?> { TypedValue = failure.NextAttemptAt },
                    new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
                },
            });
        }

        await batch.ExecuteNonQueryAsync();
    }
}
