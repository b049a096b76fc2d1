using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>A push: one reads, one sends, the spool lies between them.</summary>
internal sealed class PushRun(PushOrder order, PushClient client, Spool spool, PushTold told, TimeProvider clock)
{
    /// <summary>
    /// Told to end, it goes on sending what was read for so long; what is left then waits in the spool.
    /// </summary>
    public static readonly TimeSpan LastDelivery = TimeSpan.FromSeconds(5);

    private readonly Backlog backlog = new(spool);

    /// <summary>Sends what waits, then the inputs.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var greeted = await client.GreetAsync(order.Detects, cancellationToken);
        if (!greeted.IsSuccess && !Patience.Passes(greeted.Error))
        {
            told.Say(greeted.Error.Message);
            SayWhatWaits();
            return ExitCode.Failed;
        }

        if (backlog.Count > 0) told.Say($"First goes what an earlier push has left: {Batches}.");
        var reading = new Reading(order, backlog, spool, told, clock);
        var delivery = new Delivery(client, backlog, spool, told, clock);
        await RunAsync(reading, delivery, cancellationToken);
        return Conclude(reading, delivery, cancellationToken);
    }

    private static async Task RunAsync(Reading reading, Delivery delivery, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var leaving = new CancellationTokenSource();
        await using var later = cancellationToken.Register(() => leaving.CancelAfter(LastDelivery));
        var read = Task.Run(() => reading.RunAsync(ending.Token), CancellationToken.None);
        try
        {
            await delivery.RunAsync(leaving.Token);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The time is over: what was not sent waits in the spool.
        }
        finally
        {
            // Where nothing more is sent nothing more is read, but what was is kept.
            await ending.CancelAsync();
            await read;
        }
    }

    private int Conclude(Reading reading, Delivery delivery, CancellationToken cancellationToken)
    {
        told.Finish();
        foreach (var failure in reading.Failures) told.Say(failure.Message);
        if ((delivery.Refusal ?? delivery.Away) is { } reason) told.Say(reason.Message);
        if (reading.Broken is (var input, var line) && line > 0)
        {
            told.Say($"{SafeText.Of(input)} was read up to line {Wording.Count(line)}; "
                + "a later push is to begin behind it.");
        }

        SayWhatWaits();
        cancellationToken.ThrowIfCancellationRequested();

        var isAllTaken = reading.Failures.Count == 0 && delivery.Refusal is null && backlog.Count == 0
            && told.Figures.Refused == 0;
        if (!isAllTaken) return ExitCode.Failed;
        return told.Figures.Unusual > 0 && !order.ExitsZero ? ExitCode.Unusual : ExitCode.Usual;
    }

    private void SayWhatWaits()
    {
        if (backlog.Count > 0)
        {
            told.Say($"In {SafeText.Of(spool.Folder)} wait {Batches}, "
                + $"which the next push to {order.Stream} sends first.");
        }

        foreach (var other in spool.Others(order.Stream))
        {
            told.Say($"Records for {order.Stream} wait in {SafeText.Of(other)} too: "
                + "they were read for another address or key.");
        }
    }

    private string Batches => Wording.Count(backlog.Count, "batch", "batches");
}
