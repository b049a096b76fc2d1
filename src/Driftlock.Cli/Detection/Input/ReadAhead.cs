using System.Collections.Concurrent;
using System.Threading.Channels;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Input;

/// <summary>
/// Reads and unpacks an input on a thread of its own, a few batches ahead of whoever scores them, in buffers that are
/// used again.
/// </summary>
internal sealed class ReadAhead
{
    private const int BatchesAhead = 4;

    private readonly Source source;
    private readonly int longest;
    private readonly ConcurrentBag<LineBatch> spare = [];
    private readonly Channel<LineBatch> ready = Channel.CreateBounded<LineBatch>(
        new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });

    /// <summary>Begins to read.</summary>
    /// <param name="source">The input.</param>
    /// <param name="cancellationToken">Ends it, and forgets what was read and not taken.</param>
    /// <param name="longest">Bytes of a line that are kept.</param>
    public ReadAhead(Source source, CancellationToken cancellationToken, int longest = LineReader.LongestLine)
    {
        (this.source, this.longest) = (source, longest);
        _ = Task.Run(() => ReadAsync(cancellationToken), cancellationToken).ContinueWith(
            reading => ready.Writer.Complete(reading.Exception?.InnerException), TaskScheduler.Default);
    }

    /// <summary>Why the input could not be read to its end; known when there are no more lines.</summary>
    public Error? Failure { get; private set; }

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

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lines = new LineReader(source.Text, longest);
            while (true)
            {
                if (!spare.TryTake(out var batch)) batch = new LineBatch();
                if (!lines.Fill(batch)) break;
                batch.Progress = source.Position;
                await ready.Writer.WriteAsync(batch, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Failure = InputErrors.Unreadable(source.Name, e);
        }
    }
}
