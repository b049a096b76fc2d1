using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>Reads inputs one after the other into the backlog.</summary>
internal sealed class Reading(PushOrder order, Backlog backlog, Spool spool, PushTold told, TimeProvider clock)
{
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
        await using var stopping = ending.Register(source.Stop);
        var form = order.Form == RecordForm.Auto ? RecordForms.Guess(name, source.Head) : order.Form;
        var input = new ReadAhead(
            source, CancellationToken.None, form == RecordForm.Lines ? LongestLine : LongestEncodedLine);
        var gathering = new Gathering(input.Lines, source.Name, form, order.Detects, clock);
        var isKept = await gathering.RunAsync(
            (label, content) => KeepAsync(source, label, content, ending), ending);
        if (isKept && ending.IsCancellationRequested && gathering.LastLine > 0)
            Broken = (source.Name, gathering.LastLine);
        if (input.Failure is { } failure) failures.Add(failure);
        return isKept && input.Failure is null;
    }

    private async Task<bool> KeepAsync(Source source, BatchLabel label, byte[] content, CancellationToken ending)
    {
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

        failures.Add(SpoolErrors.NotKept(source.Title, label.FirstLine));
        Broken = (source.Name, label.FirstLine - 1);
        return false;
    }
}
