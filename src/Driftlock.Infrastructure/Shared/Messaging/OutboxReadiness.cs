using System.Globalization;
using Driftlock.Application.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>
/// How many messages wait in the outboxes of all modules, and how long the oldest does. A backlog makes no process unready:
/// taking it out of service would leave fewer to work it off.
/// </summary>
internal sealed class OutboxReadiness(Database database, IEnumerable<ModuleSchema> modules) : IReadinessCheck
{
    // Counting further costs more than the number is worth.
    private const int CountedAtMost = 10_000;

    private readonly string[] schemas = [.. modules.Select(module => module.Schema)];

    public string Name => "outbox";

    public async Task<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(cancellationToken);
        var (depth, oldest) = (0.0, 0.0);
        foreach (var schema in await WithOutboxAsync(connection, cancellationToken))
        {
            var (waiting, seconds) = await MeasureAsync(connection, schema, cancellationToken);
            depth += waiting;
            oldest = Math.Max(oldest, seconds);
        }

        return new Readiness { Figures = new Dictionary<string, double> { ["waiting"] = depth, ["oldest_seconds"] = oldest } };
    }

    private async Task<IReadOnlyList<string>> WithOutboxAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select name from unnest($1) name where to_regclass(format('%I.outbox', name)) is not null", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = schemas });
        return await command.ReadTextsAsync(cancellationToken);
    }

    private static async Task<(double Waiting, double Seconds)> MeasureAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var statement = string.Create(CultureInfo.InvariantCulture, $"""
            select count(*)::float8, coalesce(extract(epoch from now() - min(occurred_at)), 0)::float8
            from (select occurred_at from {schema}.outbox where parked_at is null order by id limit {CountedAtMost}) waiting
            """);
        await using var command = new NpgsqlCommand(statement, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetDouble(0), reader.GetDouble(1));
    }
}
