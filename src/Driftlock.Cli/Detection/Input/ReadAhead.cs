using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Input;

/// <summary>Reads and unpacks an input on a thread of its own, a few batches ahead of whoever scores them.</summary>
internal sealed class ReadAhead
{
    private const int BatchesAhead = 4;

    private readonly Source source;
    private readonly int longest;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The input.</param>
    /// <param name="cancellationToken">Ends it, and forgets what was read and not taken.</param>
    /// <param name="longest">Bytes of a line that are kept.</param>
    public ReadAhead(Source source, CancellationToken cancellationToken, int longest = LineReader.LongestLine)
    {
        (this.source, this.longest) = (source, longest);
        _ = Task.Run(() => ReadAsync(cancellationToken), cancellationToken).ContinueWith(
            reading => Lines.Complete(reading.Exception?.InnerException), TaskScheduler.Default);
    }

    /// <summary>What was read.</summary>
    public LineQueue Lines { get; } = new(BatchesAhead);

    /// <summary>Why the input could not be read to its end; known when there are no more lines.</summary>
    public Error? Failure { get; private set; }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lines = new LineReader(source.Text, longest);
            while (true)
            {
                var batch = Lines.Spare();
                if (!lines.Fill(batch)) break;
                batch.Progress = source.Position;
                await Lines.WriteAsync(batch, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Failure = InputErrors.Unreadable(source.Name, e);
        }
    }
}
