using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>
/// Carries the messages of all outboxes to their reactions. Any number of nodes do this at once: a message is held by
/// the lock of its row, which ends with the process that holds it. A message may come twice; a reaction runs once.
/// </summary>
internal sealed class OutboxRelay(
    Database database, Outbox outbox, OncePerHandler handlers, TimeProvider clock, ILogger<OutboxRelay> log)
    : BackgroundService
{
    /// <summary>On it relays are told, by the name of its schema, which outbox has something new.</summary>
    public const string Channel = "driftlock_outbox";

    /// <summary>Messages of a batch that are worked on at once.</summary>
    public const int MostAtOnce = 4;

    /// <summary>How long a message can lie if its notification is lost, and how late a retry can be.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Between batches that are not full: the first message goes at once, and those that come in quick succession
    /// behind it go together, for a batch costs little more than a message.
    /// </summary>
    public static readonly TimeSpan PauseBetweenBatches = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>Delivers what is due in one outbox, at most a batch.</summary>
    /// <returns>How many messages were taken, delivered or not.</returns>
    /// <param name="schema">The outbox.</param>
    /// <param name="stopping">Ends the batch after the messages that are being worked on.</param>
    public async Task<int> RelayBatchAsync(string schema, CancellationToken stopping)
    {
        await using var connection = await database.Worker.OpenConnectionAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var taken = await outbox.TakeAsync(schema, transaction, stopping);
        if (taken.Count == 0) return 0;

        Fault.Point("outbox.taken");
        var delivered = new ConcurrentBag<Guid>();
        var failed = new ConcurrentBag<FailedDelivery>();
        await Parallel.ForEachAsync(
            Groups(taken), new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, async (group, _) =>
            {
                if (group.Count > 1 && !stopping.IsCancellationRequested && await TryDeliverAsync(group))
                {
                    foreach (var message in group) delivered.Add(message.Id);
                    return;
                }

                foreach (var message in group)
                {
                    // What is not begun stays as it is, for another node or the next start.
                    if (stopping.IsCancellationRequested) return;
                    if (await FailureAsync(message) is { } failure) failed.Add(failure);
                    else delivered.Add(message.Id);
                }
            });
        Fault.Point("outbox.delivered");
        await outbox.SettleAsync(schema, delivered, failed, transaction);
        await transaction.CommitAsync(CancellationToken.None);
        Fault.Point("outbox.settled");
        return taken.Count;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (database.Configured && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                MessagingLog.RelayInterrupted(log, failure);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayAsync(CancellationToken stopping)
    {
        await using var listening = await database.Worker.OpenConnectionAsync(stopping);
        var told = new HashSet<string>(StringComparer.Ordinal);
        listening.Notification += (_, notification) => told.Add(notification.Payload);
        await using var listen = new NpgsqlCommand($"listen {Channel}", listening);
        await listen.ExecuteNonQueryAsync(stopping);
        while (!stopping.IsCancellationRequested)
        {
            var (looked, schemas) = (clock.GetTimestamp(), await outbox.SchemasAsync(listening, stopping));
            await RelayAsync(schemas, stopping);
            while (PollEvery - clock.GetElapsedTime(looked) is var left && left >= TimeSpan.FromMilliseconds(1))
            {
                await listening.WaitAsync(left, stopping);
                // An answer comes behind all that was told before it.
                schemas = await outbox.SchemasAsync(listening, stopping);
                await RelayAsync(schemas.Where(told.Remove), stopping);
                told.Clear();
            }
        }
    }

    // A batch of each in turn, so that none keeps the others waiting; and no longer than until all are looked at again.
    private async Task RelayAsync(IEnumerable<string> schemas, CancellationToken stopping)
    {
        var (began, due) = (clock.GetTimestamp(), schemas.ToList());
        while (due.Count > 0 && clock.GetElapsedTime(began) < PollEvery)
        {
            var taken = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var schema in due) taken[schema] = await RelayBatchAsync(schema, stopping);
            due.RemoveAll(schema => taken[schema] == 0);
            if (due.Count > 0 && taken.Values.Max() < Outbox.MostInBatch)
            {
                await Task.Delay(PauseBetweenBatches, clock, stopping);
            }
        }
    }

    // Messages of one type and organization whose reactions take several are one group, each other one is by itself.
    private IEnumerable<List<StoredMessage>> Groups(IEnumerable<StoredMessage> taken) => taken
        .GroupBy(message => EventNames.IsKnown(message.Name) && handlers.TakesMany(EventNames.TypeOf(message.Name))
            ? (message.Name, message.Organization)
            : (message.Name, message.Id))
        .Select(group => group.ToList());

    // What fails together may be the fault of one: each is tried by itself then.
    private async Task<bool> TryDeliverAsync(List<StoredMessage> group)
    {
        try
        {
            await handlers.DeliverAsync([.. group.Select(Due)]);
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            MessagingLog.FailedTogether(log, group[0].Name, group.Count, failure);
            return false;
        }
    }

    private static DueMessage Due(StoredMessage message) =>
        new(message.Id, OutboxMessage.Read(message.Name, message.Content));

    private async Task<FailedDelivery?> FailureAsync(StoredMessage message)
    {
        try
        {
            await handlers.DeliverAsync([Due(message)]);
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var reason = $"{failure.GetType().Name}: {failure.Message}";
            var next = Retries.Next(message.Id, message.Failures + 1, clock.GetUtcNow());
            if (next is null) MessagingLog.Parked(log, message.Name, message.Id, message.Failures + 1, failure);
            else MessagingLog.Failed(log, message.Name, message.Id, message.Failures + 1, failure);
            return new FailedDelivery(
                message.Id, reason[..Math.Min(reason.Length, Outbox.LongestReason)].Replace('\0', ' '), next);
        }
    }
}
