using System.Collections.Concurrent;
using Driftlock.Application.Keys;
using Driftlock.Domain.Keys;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Keys;

/// <summary>Gathers which keys were used, and writes it once a minute, apart from any request.</summary>
internal sealed class KeyUses(Database database, TimeProvider clock, ILogger<KeyUses> logger)
    : BackgroundService, IKeyUses
{
    /// <summary>Most keys of a minute; the use of one more is noted in the next.</summary>
    public const int Most = 100_000;

    // In the order in which commits that several keys asked for lock them.
    private const string Write = """
        with locked as (select id from keys.api_keys where id = any($1) order by id for no key update)
        update keys.api_keys key set last_used_at = used.at
        from unnest($1, $2) used (key, at)
        where key.id = used.key and key.id in (select id from locked) and (key.last_used_at is null or key.last_used_at <= used.at - interval '1 minute')
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ApiKeyId, DateTimeOffset> used = new();

    public void Note(ApiKeyId key, DateTimeOffset at)
    {
        if (!used.ContainsKey(key) && used.Count < Most) used.TryAdd(key, at);
    }

    /// <summary>Writes what was gathered; what cannot be written is dropped, for there will be more.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        KeyValuePair<ApiKeyId, DateTimeOffset>[] gathered = [.. used];
        foreach (var (key, _) in gathered) used.TryRemove(key, out _);
        if (gathered.Length == 0) return;

        try
        {
            await using var command = database.Worker.CreateCommand(Write);
            Guid[] keys = [.. gathered.Select(use => use.Key.Value)];
            DateTimeOffset[] times = [.. gathered.Select(use => use.Value)];
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = keys });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = times });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            KeysLog.CannotWriteUses(logger, gathered.Length, exception.Message);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
    }
}
