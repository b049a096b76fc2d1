using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>Looks into the outboxes of all modules; a decision and its audit entry are one transaction.</summary>
internal sealed class ParkedMessages(Database database, Outbox outbox, IAudit audit) : IParkedMessages
{
    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(cancellationToken);
        var parked = new List<ParkedMessage>();
        foreach (var schema in await outbox.SchemasAsync(connection, cancellationToken))
        {
            await using var command = new NpgsqlCommand($"""
                select id, name, organization, attempts, parked_at, coalesce(last_failure, '') from {schema}.outbox
                where parked_at is not null order by parked_at limit {IParkedMessages.MostListed}
                """, connection);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                parked.Add(new ParkedMessage(
                    row.GetGuid(0),
                    row.GetString(1),
                    OrganizationId.From(row.GetGuid(2)),
                    row.GetInt32(3),
                    new DateTimeOffset(row.GetDateTime(4)),
                    row.GetString(5)));
            }
        }

        return [.. parked.OrderBy(message => message.ParkedAt).Take(IParkedMessages.MostListed)];
    }

    public Task<Result> RequeueAsync(Guid message, string reason, CancellationToken cancellationToken) => DecideAsync(
        message,
        "shared.message_requeued",
        reason,
        schema => $"""
            update {schema}.outbox set parked_at = null, attempts = 0, next_attempt_at = occurred_at
            where id = $1 and parked_at is not null returning organization, name
            """,
        cancellationToken);

    public Task<Result> DiscardAsync(Guid message, string reason, CancellationToken cancellationToken) => DecideAsync(
        message,
        "shared.message_discarded",
        reason,
        schema => $"""
            delete from {schema}.outbox where id = $1 and parked_at is not null returning organization, name
            """,
        cancellationToken);

    private async Task<Result> DecideAsync(
        Guid message, string action, string reason, Func<string, string> statement, CancellationToken cancellationToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(cancellationToken);
        foreach (var schema in await outbox.SchemasAsync(connection, cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var decided = await RunAsync(statement(schema), message, transaction, cancellationToken);
            if (decided is not var (organization, name)) continue;

            var act = new AuditEntry(organization, AuditEntry.Operator, action, $"message:{message}")
            {
                Details = new Dictionary<string, string> { ["name"] = name, ["reason"] = reason },
            };
            await audit.AppendAsync(act, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Result.Success;
        }

        return MessageErrors.NotParked;
    }

    private static async Task<(OrganizationId Organization, string Name)?> RunAsync(
        string statement, Guid message, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? (OrganizationId.From(row.GetGuid(0)), row.GetString(1))
            : null;
    }
}
