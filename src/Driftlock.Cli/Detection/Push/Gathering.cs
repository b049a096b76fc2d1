using System.IO.Compression;
using Driftlock.Cli.Detection.Input;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Gathers the lines of one input to batches, none of which waits longer than a moment for more.</summary>
internal sealed class Gathering(LineQueue lines, string input, RecordForm form, bool detects, TimeProvider clock)
{
    /// <summary>A record is kept after it at the latest, though its batch is not full.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Told to end, it waits so long for lines that were read already.
    private static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(200);

    private readonly RecordCutter cutter = new(form);
    private long since;

    /// <summary>The last line that was gathered, from 1; 0 before the first.</summary>
    public long LastLine { get; private set; }

    /// <summary>Gathers them all.</summary>
    /// <param name="keep">Takes a batch, or answers that there is no use in going on.</param>
    /// <param name="ending">From then on only what was read already is gathered.</param>
    /// <returns>Whether all were taken.</returns>
    public async Task<bool> RunAsync(Func<BatchLabel, byte[], Task<bool>> keep, CancellationToken ending)
    {
        while (true)
        {
            var isEnding = ending.IsCancellationRequested;
            var patience = isEnding ? LastLook : Left();
            if (!await lines.ComesAsync(patience, clock, isEnding ? CancellationToken.None : ending))
            {
                if (isEnding) break;
                if (!ending.IsCancellationRequested && !await KeepAsync(keep)) return false;
                continue;
            }

            if (await lines.NextAsync(CancellationToken.None) is not { } batch) break;
            if (!await AddAsync(batch, keep)) return false;
            lines.Recycle(batch);
            if (Left() == TimeSpan.Zero && !await KeepAsync(keep)) return false;
        }

        cutter.Complete();
        return cutter.IsEmpty || await KeepAsync(keep);
    }

    private async Task<bool> AddAsync(LineBatch batch, Func<BatchLabel, byte[], Task<bool>> keep)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            if (cutter.IsEmpty) since = clock.GetTimestamp();
            LastLine = batch.FirstLine + index;
            cutter.Add(batch.Events[index], LastLine);
            if (cutter.IsFull && !await KeepAsync(keep)) return false;
        }

        return true;
    }

    // How long what was gathered may still wait for more.
    private TimeSpan Left()
    {
        if (cutter.IsEmpty) return Timeout.InfiniteTimeSpan;
        var left = LongestWait - clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Task<bool> KeepAsync(Func<BatchLabel, byte[], Task<bool>> keep)
    {
        var cut = cutter.Take();
        var label = new BatchLabel(
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            detects,
            RecordForms.MediaType(form),
            input,
            cut.FirstLine,
            cut.HeaderLines,
            cut.Records);
        return keep(label, Compress(cut.Body));
    }

    private static byte[] Compress(ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(body.Span);
        return packed.ToArray();
    }
}
