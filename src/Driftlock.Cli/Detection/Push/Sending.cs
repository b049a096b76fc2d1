using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Sends what somebody reads into the queue of a stream, and says at the end what is left of it.</summary>
internal sealed class Sending(
    string stream, PushClient client, Spool spool, IDeliveryListener told, TimeProvider clock)
{
    /// <summary>
    /// Told to end, it goes on sending what was read for so long; what is left then waits in the spool.
    /// </summary>
    public static readonly TimeSpan LastDelivery = TimeSpan.FromSeconds(5);

    private Delivery? delivery;

    /// <summary>What waits.</summary>
    public Backlog Backlog { get; } = new(spool);

    /// <summary>Why nothing more is sent, if there is a reason that does not pass.</summary>
    public Error? Refusal { get; private set; }

    /// <summary>Why the service took nothing when this ended.</summary>
    public Error? Away => delivery?.Away;

    /// <summary>Whether nothing is left.</summary>
    public bool IsAllSent => Refusal is null && Backlog.Count == 0;

    /// <summary>Asks whether the stream takes records.</summary>
    /// <returns>Whether it does, or may as soon as the service answers.</returns>
    public async Task<bool> GreetAsync(bool detects, CancellationToken cancellationToken)
    {
        var greeted = await client.GreetAsync(detects, cancellationToken);
        if (!greeted.IsSuccess && !Patience.Passes(greeted.Error)) Refusal = greeted.Error;
        return Refusal is null;
    }

    /// <summary>Sends until all is sent and no more is read, or until it makes no sense to go on.</summary>
    /// <param name="ending">Somebody wants an end.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        using var leaving = new CancellationTokenSource();
        await using var later = ending.Register(() => leaving.CancelAfter(LastDelivery));
        delivery = new Delivery(client, Backlog, spool, told, clock);
        try
        {
            await delivery.RunAsync(leaving.Token);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The time is over: what was not sent waits in the spool.
        }

        Refusal = delivery.Refusal;
    }

    /// <summary>Says what goes first, if an earlier command has left something.</summary>
    public void SayWhatGoesFirst()
    {
        if (spool.Found.Count > 0) told.Say($"First goes what an earlier push has left: {Batches(spool.Found.Count)}.");
    }

    /// <summary>Says what was not sent, and where it is.</summary>
    public void SayWhatWaits()
    {
        foreach (var other in spool.Others(stream))
        {
            told.Say($"Records for {stream} wait in {SafeText.Of(other)} too: "
                + "they were read for another address or key.");
        }

        if (Backlog.Count == 0) return;
        told.Say($"In {SafeText.Of(spool.Folder)} wait {Batches(Backlog.Count)}, "
            + $"which the next push to {stream} sends first.");
    }

    private static string Batches(int count) => Wording.Count(count, "batch", "batches");
}
