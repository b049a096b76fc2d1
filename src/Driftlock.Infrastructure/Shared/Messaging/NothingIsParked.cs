using System.Globalization;
using Driftlock.Application.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>Every message got through. One that did not is parked, and the runbook says what to do with it.</summary>
internal sealed class NothingIsParked(Database database, Outbox outbox) : IInvariant
{
    public string Name => "shared: no message is parked";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(cancellationToken);
        var breaches = new List<string>();
        foreach (var schema in await outbox.SchemasAsync(connection, cancellationToken))
        {
            await using var command = new NpgsqlCommand($"""
                select name, count(*), min(occurred_at) from {schema}.outbox where parked_at is not null
                group by name order by name
                """, connection);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                var (name, count, oldest) = (row.GetString(0), row.GetInt64(1), row.GetDateTime(2));
                breaches.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{schema}.outbox: {count} of {name}, the oldest of {oldest:s}Z"));
            }
        }

        return breaches;
    }
}
