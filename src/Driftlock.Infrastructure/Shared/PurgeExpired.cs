using Driftlock.Infrastructure.Shared.Scheduling;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Takes away what has done its service: answers after a day, notes of reactions and fences after 90.</summary>
internal sealed class PurgeExpired(Database database, IEnumerable<ModuleSchema> modules, TimeProvider clock)
    : IScheduledWork
{
    /// <summary>
    /// How long it is known what was reacted to and which run was decided. A message that lay parked for longer could be
    /// worked on twice.
    /// </summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>Rows taken away in one transaction.</summary>
    public const int MostAtOnce = 5000;

    private const string Inboxes =
        "select name from unnest($1) name where to_regclass(name || '.inbox') is not null";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await PurgeAsync("shared.idempotency", "expires_at", now, cancellationToken);
        await PurgeAsync("shared.work_fences", "decided_at", now - Remembered, cancellationToken);
        foreach (var schema in await InboxesAsync(cancellationToken))
        {
            await PurgeAsync($"{schema}.inbox", "handled_at", now - Remembered, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> InboxesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Inboxes);
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. modules.Select(module => module.Schema)] });
        return await command.ReadTextsAsync(cancellationToken);
    }

    private async Task PurgeAsync(
        string table, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        int purged;
        do
        {
            await using var command = database.Worker.CreateCommand($"""
                delete from {table}
                where ctid = any(array(select ctid from {table} where {column} < $1 limit {MostAtOnce}))
                """);
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            purged = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (purged == MostAtOnce);
    }
}
