using System.IO.Compression;
using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Reads inputs one after the other into the backlog, in batches that wait no longer than a moment.</summary>
internal sealed class Reading(PushOrder order, Backlog backlog, Spool spool, PushTold told, TimeProvider clock)
{
    /// <summary>A record is sent after it at the latest, though its batch is not full.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Told to end, it waits so long for lines that were read already.
    private static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(200);

    // Of a line of text one byte more than the service takes: it sees, and says, that there are more.
    private const int LongestLine = LineReader.LongestLine;
    private const int LongestEncodedLine = RecordCutter.LongestRecord + 1;

    private readonly List<Error> failures = [];

    /// <summary>What could not be read, or not be kept.</summary>
    public IReadOnlyList<Error> Failures => failures;

    /// <summary>
    /// The input that was being read when it ended before its end, and the last line of it that was kept.
    /// </summary>
    public (string Input, long Line)? Broken { get; private set; }

    /// <summary>Reads them all.</summary>
    /// <param name="ending">From then on nothing more is read; what was read is kept.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            foreach (var name in order.Inputs)
            {
                if (ending.IsCancellationRequested || !await RunAsync(name, ending)) return;
            }
        }
        finally
        {
            backlog.Complete();
        }
    }

    private async Task<bool> RunAsync(string name, CancellationToken ending)
    {
        Result<Source> opened;
        try
        {
            opened = await Source.OpenAsync(name, order.TakesAnyBytes, ending);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        if (!opened.IsSuccess)
        {
            failures.Add(opened.Error);
            return false;
        }

        using var source = opened.Value;
        var form = order.Form == RecordForm.Auto ? RecordForms.Guess(name, source.Head) : order.Form;
        var input = new ReadAhead(
            source, CancellationToken.None, form == RecordForm.Lines ? LongestLine : LongestEncodedLine);
        var isWhole = await CutAsync(source, input, form, ending);
        if (input.Failure is { } failure) failures.Add(failure);
        return isWhole && input.Failure is null;
    }

    private async Task<bool> CutAsync(Source source, ReadAhead input, RecordForm form, CancellationToken ending)
    {
        var cutter = new RecordCutter(form);
        var (since, lastLine) = (0L, 0L);
        while (true)
        {
            var isEnding = ending.IsCancellationRequested;
            if (isEnding) source.Stop();
            var patience = isEnding ? LastLook : Left(cutter, since);
            if (!await input.ComesAsync(patience, clock, isEnding ? CancellationToken.None : ending))
            {
                if (isEnding) break;
                if (!ending.IsCancellationRequested && !await KeepAsync(cutter, source, form, ending)) return false;
                continue;
            }

            if (await input.NextAsync(CancellationToken.None) is not { } batch) break;
            for (var index = 0; index < batch.Count; index++)
            {
                if (cutter.IsEmpty) since = clock.GetTimestamp();
                lastLine = batch.FirstLine + index;
                cutter.Add(batch.Events[index], lastLine);
                if (cutter.IsFull && !await KeepAsync(cutter, source, form, ending)) return false;
            }

            input.Recycle(batch);
            if (Left(cutter, since) == TimeSpan.Zero && !await KeepAsync(cutter, source, form, ending)) return false;
        }

        cutter.Complete();
        var isKept = cutter.IsEmpty || await KeepAsync(cutter, source, form, ending);
        if (isKept && ending.IsCancellationRequested && lastLine > 0) Broken = (source.Name, lastLine);
        return isKept;
    }

    // How long what was gathered may still wait for more.
    private TimeSpan Left(RecordCutter cutter, long since)
    {
        if (cutter.IsEmpty) return Timeout.InfiniteTimeSpan;
        var left = LongestWait - clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<bool> KeepAsync(RecordCutter cutter, Source source, RecordForm form, CancellationToken ending)
    {
        var cut = cutter.Take();
        var content = Compress(cut.Body);
        var label = new BatchLabel(
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            order.Detects,
            RecordForms.MediaType(form),
            source.Name,
            cut.FirstLine,
            cut.HeaderLines,
            cut.Records);
        // What a pipe has said is nowhere else, so it is worth waiting for; a file can be read again.
        var hasRoom = await backlog.MakeRoomAsync(
            content.Length, waitsForRoom: source.Length is null, () => told.SayFull(spool.Folder), ending);
        if (hasRoom)
        {
            try
            {
                backlog.Add(label, content);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failures.Add(SpoolErrors.Unwritable(spool.Folder, e));
            }
        }
        else
        {
            failures.Add(SpoolErrors.Full(spool));
        }

        failures.Add(SpoolErrors.NotKept(source.Title, cut.FirstLine));
        Broken = (source.Name, cut.FirstLine - 1);
        return false;
    }

    private static byte[] Compress(ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(body.Span);
        return packed.ToArray();
    }
}
