using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>
/// Tells all nodes of what this one has committed. PostgreSQL holds one lock for all transactions that notify, until
/// their commit is on the disk, so none that stores something does it by itself: what is gathered meanwhile is told by
/// one statement. A notice that is lost delays, since whoever waits for one also looks by himself.
/// </summary>
internal sealed class Notices(Database database, TimeProvider clock, ILogger<Notices> log) : BackgroundService
{
    /// <summary>Notices that are kept until they are told; what is more is found by those who look by themselves.</summary>
    public const int Most = 4096;

    // What is committed within it is told at once.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim pending = new(0, 1);
    private Dictionary<(string Channel, string About), long?> gathered = [];

    /// <summary>To be called once the transaction is committed.</summary>
    /// <param name="channel">Who listens to it hears of it.</param>
    /// <param name="about">What has news; told once, however often it is given before.</param>
    /// <param name="reached">How far it has come, if that is told: of several the greatest.</param>
    public void Give(string channel, string about, long? reached = null)
    {
        lock (gate)
        {
            if (gathered.TryGetValue((channel, about), out var known)) reached = known > reached ? known : reached;
            else if (gathered.Count >= Most) return;

            gathered[(channel, about)] = reached;
            if (pending.CurrentCount == 0) pending.Release();
        }
    }

    /// <summary>Tells what has been given so far.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var told = Take();
        if (told.Count == 0) return;

        await using var connection = await database.Worker.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"),
                new NpgsqlBatchCommand("select pg_notify(channel, news) from unnest($1, $2) as told (channel, news)")
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string[]> { TypedValue = [.. told.Keys.Select(one => one.Channel)] },
                        new NpgsqlParameter<string[]>
                        {
                            TypedValue = [.. told.Select(one => $"{one.Key.About} {one.Value}".TrimEnd())],
                        },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        pending.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (database.Configured && !stoppingToken.IsCancellationRequested)
        {
            await pending.WaitAsync(stoppingToken);
            try
            {
                await TellAsync(stoppingToken);
                await Task.Delay(Gathering, clock, stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                MessagingLog.CannotTell(log, exception.Message);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    private Dictionary<(string Channel, string About), long?> Take()
    {
        lock (gate)
        {
            var taken = gathered;
            gathered = [];
            return taken;
        }
    }
}
