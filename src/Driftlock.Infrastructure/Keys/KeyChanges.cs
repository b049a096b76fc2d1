using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Keys;

/// <summary>
/// Hears from the database that a key has changed, whoever changed it, and forgets what was remembered. While it cannot
/// hear, the short life of what is remembered does the same more slowly.
/// </summary>
internal sealed class KeyChanges(
    Database database, RememberedKeys remembered, TimeProvider clock, ILogger<KeyChanges> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                KeysLog.CannotHear(logger, exception.Message);
                await Task.Delay(BetweenAttempts, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, _) => remembered.Forget();
        await using (var listen = new NpgsqlCommand("listen keys_changed", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        // What changed before this connection listened was not heard.
        remembered.Forget();
        while (!stoppingToken.IsCancellationRequested) await connection.WaitAsync(stoppingToken);
    }
}
