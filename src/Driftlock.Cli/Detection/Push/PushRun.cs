using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>A push: one reads, one sends, the spool lies between them.</summary>
internal sealed class PushRun(PushOrder order, PushClient client, Spool spool, PushTold told, TimeProvider clock)
{
    private readonly Sending sending = new(order.Stream, client, spool, told, clock);

    /// <summary>Sends what waits, then the inputs.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!await sending.GreetAsync(order.Detects, cancellationToken))
        {
            told.Say(sending.Refusal!.Message);
            sending.SayWhatWaits();
            return ExitCode.Failed;
        }

        sending.SayWhatGoesFirst();
        var reading = new Reading(order, sending.Backlog, spool, told, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Task.Run(() => reading.RunAsync(ending.Token), CancellationToken.None);
        try
        {
            await sending.RunAsync(cancellationToken);
        }
        finally
        {
            // Where nothing more is sent nothing more is read, but what was is kept.
            await ending.CancelAsync();
            await read;
        }

        return Conclude(reading, cancellationToken);
    }

    private int Conclude(Reading reading, CancellationToken cancellationToken)
    {
        told.Finish();
        foreach (var failure in reading.Failures) told.Say(failure.Message);
        if ((sending.Refusal ?? sending.Away) is { } reason) told.Say(reason.Message);
        if (reading.Broken is (var input, var line) && line > 0)
        {
            told.Say($"{SafeText.Of(input)} was read up to line {Wording.Count(line)}; "
                + "a later push is to begin behind it.");
        }

        sending.SayWhatWaits();
        cancellationToken.ThrowIfCancellationRequested();

        if (reading.Failures.Count > 0 || !sending.IsAllSent || told.Figures.Refused > 0) return ExitCode.Failed;
        return told.Figures.Unusual > 0 && !order.ExitsZero ? ExitCode.Unusual : ExitCode.Usual;
    }
}
