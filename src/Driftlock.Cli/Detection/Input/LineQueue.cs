using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Driftlock.Cli.Detection.Input;

/// <summary>
/// Lines between one who has them and one who wants them, a few batches ahead, in buffers that are used again.
/// </summary>
/// <param name="batchesAhead">Batches that wait at most; whoever has more waits.</param>
internal sealed class LineQueue(int batchesAhead)
{
    private readonly ConcurrentBag<LineBatch> spare = [];
    private readonly Channel<LineBatch> ready = Channel.CreateBounded<LineBatch>(
        new BoundedChannelOptions(batchesAhead) { SingleReader = true, SingleWriter = true });

    /// <summary>A batch to be filled.</summary>
    public LineBatch Spare() => spare.TryTake(out var batch) ? batch : new LineBatch();

    /// <summary>Puts lines behind all others.</summary>
    public ValueTask WriteAsync(LineBatch batch, CancellationToken cancellationToken) =>
        ready.Writer.WriteAsync(batch, cancellationToken);

    /// <summary>There will be no more.</summary>
    /// <param name="cause">What broke, if something did: whoever wants more is told.</param>
    public void Complete(Exception? cause = null) => ready.Writer.Complete(cause);

    /// <summary>The next lines, or none at the end.</summary>
    public async ValueTask<LineBatch?> NextAsync(CancellationToken cancellationToken)
    {
        while (await ready.Reader.WaitToReadAsync(cancellationToken))
        {
            if (ready.Reader.TryRead(out var batch)) return batch;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    /// <summary>Waits for the next lines, or the end, and takes nothing.</summary>
    /// <returns>Whether they are there; else the time is over, or somebody wanted an end.</returns>
    public async Task<bool> ComesAsync(TimeSpan longest, TimeProvider clock, CancellationToken ending)
    {
        if (ready.Reader.TryPeek(out _)) return true;
        using var enough = new CancellationTokenSource(longest, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, ending);
        try
        {
            await ready.Reader.WaitToReadAsync(over.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Gives a batch back that is no longer needed.</summary>
    public void Recycle(LineBatch batch) => spare.Add(batch);
}
