using Driftlock.Cli.Detection.Input;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>
/// Sends the lines of a watch to a stream beside it, by the queue on the disk that <c>push</c> has. Whoever watches
/// waits for the disk at most, never for the network: lines that the queue has no room for are counted instead.
/// </summary>
internal sealed class Mirror
{
    // Batches of lines on their way to the disk; more only when it is slower than the log.
    private const int BatchesAhead = 16;

    private readonly string stream;
    private readonly Spool spool;
    private readonly MirrorTold told;
    private readonly LineQueue lines = new(BatchesAhead);
    private readonly Gathering gathering;
    private readonly Sending sending;
    private long unkept;
    private bool isFull;
    private volatile bool isTurnedAway;
    private volatile bool isEnding;

    public Mirror(string stream, PushClient client, Spool spool, MirrorTold told, TimeProvider clock)
    {
        (this.stream, this.spool, this.told) = (stream, spool, told);
        gathering = new Gathering(lines, Source.StandardInput, RecordForm.Lines, detects: false, clock);
        sending = new Sending(stream, client, spool, told, clock);
    }

    /// <summary>Takes a copy of lines that were judged.</summary>
    public ValueTask TakeAsync(LineBatch batch)
    {
        var copy = lines.Spare();
        copy.Clear();
        copy.AddRange(batch, ..);
        // Also when somebody interrupts: what was shown is sent.
        return lines.WriteAsync(copy, CancellationToken.None);
    }

    /// <summary>Sends while a watch goes on, and after it what is left.</summary>
    /// <param name="watch">The watch, which tells its exit code.</param>
    /// <param name="cancellationToken">Somebody interrupts.</param>
    /// <returns>The exit code of the watch, unless something was not sent.</returns>
    public async Task<int> RunAsync(Func<Task<int>> watch, CancellationToken cancellationToken)
    {
        var kept = Task.Run(() => gathering.RunAsync(KeepAsync, CancellationToken.None), CancellationToken.None);
        var sent = Task.Run(() => SendAsync(cancellationToken), CancellationToken.None);
        var exitCode = ExitCode.Failed;
        try
        {
            exitCode = await watch();
        }
        finally
        {
            lines.Complete();
            await kept;
            isEnding = true;
            sending.Backlog.Complete();
            await sent;
            Conclude();
        }

        return sending.IsAllSent && unkept == 0 && told.Figures.Refused == 0 ? exitCode : ExitCode.Failed;
    }

    // The watch goes on whatever comes of it, so whoever looks at it is told at once.
    private async Task SendAsync(CancellationToken ending)
    {
        try
        {
            isTurnedAway = !await sending.GreetAsync(detects: false, ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Nobody knows yet whether the stream takes anything; what was kept is for the next one.
            return;
        }

        if (isTurnedAway)
        {
            told.Say($"{sending.Refusal!.Message} Lines are judged here and not sent.");
            return;
        }

        sending.SayWhatGoesFirst();
        await sending.RunAsync(ending);
        if (sending.Refusal is { } refusal && !isEnding)
            told.Say($"{refusal.Message} What is read from now on waits in {SafeText.Of(spool.Folder)}.");
    }

    private Task<bool> KeepAsync(BatchLabel label, byte[] content)
    {
        if (isTurnedAway)
        {
            unkept += label.Records;
        }
        else if (WhyNoRoom(label, content) is { } reason)
        {
            unkept += label.Records;
            if (!isFull) told.Say($"{reason.Message} Lines are judged here and not sent until there is room.");
            isFull = true;
        }
        else if (isFull)
        {
            told.Say($"There is room again. {Unkept}");
            isFull = false;
        }

        return Task.FromResult(true);
    }

    private Error? WhyNoRoom(BatchLabel label, byte[] content)
    {
        try
        {
            return sending.Backlog.TryAdd(label, content) ? null : SpoolErrors.Full(spool);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SpoolErrors.Unwritable(spool.Folder, e);
        }
    }

    private void Conclude()
    {
        told.Finish();
        if ((sending.Refusal ?? sending.Away) is { } reason) told.Say(reason.Message);
        if (unkept > 0) told.Say(Unkept);
        sending.SayWhatWaits();
    }

    private string Unkept => $"{Wording.Count(unkept, "line")} could not be kept and will not be sent to {stream}.";
}
