using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Remote;
using Driftlock.Cli.Shared.Service;
using Driftlock.Domain.Shared;
using Polly;

namespace Driftlock.Cli.Detection.Push;

/// <summary>
/// Sends the backlog, the oldest batch first. While the service takes nothing it asks again from time to time, as long
/// as more is read; a batch leaves the spool when it was answered for, and not before.
/// </summary>
internal sealed class Delivery(
    PushClient client, Backlog backlog, Spool spool, IDeliveryListener told, TimeProvider clock)
{
    /// <summary>How long it lets a service alone that takes nothing, unless that names a longer time.</summary>
    public static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestAwayPause = TimeSpan.FromHours(1);

    private readonly ResiliencePipeline<Result<IngestedRecords>> patience =
        Patience.Create<IngestedRecords>(clock, (reason, pause) => told.Say(
            $"{reason.Message} Trying again in {Wording.Count((long)Math.Ceiling(pause.TotalSeconds))} s."));

    /// <summary>Why nothing more is to be sent, if the service or a batch gave a reason that does not pass.</summary>
    public Error? Refusal { get; private set; }

    /// <summary>Why the service took nothing when this ended.</summary>
    public Error? Away { get; private set; }

    /// <summary>Sends until all is sent and no more is read, or until it makes no sense to go on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await backlog.OldestAsync(cancellationToken) is { } batch)
        {
            // What ends while this is tried is tried once more.
            var isLast = backlog.IsComplete;
            var loaded = Spool.Load(batch);
            if (!loaded.IsSuccess)
            {
                Refusal = loaded.Error;
                return;
            }

            var (label, content) = loaded.Value;
            var answer = await SendAsync(label, content, cancellationToken);
            if (answer.IsSuccess)
            {
                Deliver(label, answer.Value);
            }
            else if (!Patience.Passes(answer.Error))
            {
                Refusal = answer.Error;
                if (IsOfTheBatch(answer.Error)) told.Say(SpoolErrors.SetAside(backlog.SetOldestAside(), label));
                return;
            }
            else
            {
                if (!isLast && Away is null)
                    told.Say($"{answer.Error.Message} What is read meanwhile waits in {SafeText.Of(spool.Folder)}.");
                (Away, backlog.IsAway) = (answer.Error, true);
                if (isLast) return;
                var pause = TimeSpan.FromTicks(Math.Clamp(
                    (answer.Error.RetryAfter ?? AwayPause).Ticks, AwayPause.Ticks, LongestAwayPause.Ticks));
                await backlog.PauseAsync(pause, clock, cancellationToken);
            }
        }
    }

    // Who has found the service away only looks whether it is back.
    private async Task<Result<IngestedRecords>> SendAsync(
        BatchLabel label, byte[] content, CancellationToken cancellationToken) => Away is not null
        ? await client.SendAsync(label, content, cancellationToken)
        : await patience.ExecuteAsync(
            async token => await client.SendAsync(label, content, token), cancellationToken);

    private void Deliver(BatchLabel label, IngestedRecords answer)
    {
        told.Delivered(label, answer);
        backlog.RemoveOldest();
        if (Away is null) return;

        told.Say("The service takes records again.");
        (Away, backlog.IsAway) = (null, false);
    }

    // Of the key or the stream it would be of every batch, and passes when somebody has seen to it.
    private static bool IsOfTheBatch(Error error) =>
        error.Kind is ErrorKind.Invalid or ErrorKind.TooLarge or ErrorKind.Unsupported or ErrorKind.Mismatched;
}
