using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Feed;

/// <summary>What one follower has heard and not taken yet: two values, however much was signalled.</summary>
internal sealed class FeedSignal(StreamId? stream, TimeProvider clock, Action<FeedSignal> close) : IFeedSignal
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim pending = new(0, 1);
    private FeedChange heard;

    public void Found(StreamId of)
    {
        if (stream is null || stream == of) Hear(new FeedChange(Found: true, Sequence: null));
    }

    public void Moved(StreamId of, long sequence)
    {
        if (stream == of) Hear(new FeedChange(Found: false, sequence));
    }

    /// <summary>Something may have been missed.</summary>
    public void Doubt() => Hear(new FeedChange(Found: true, Sequence: null));

    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await pending.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public FeedChange Take()
    {
        lock (gate)
        {
            // Taken with the rest, so that nobody is woken for it once more.
            pending.Wait(TimeSpan.Zero);
            var taken = heard;
            heard = default;
            return taken;
        }
    }

    public void Dispose()
    {
        close(this);
        pending.Dispose();
    }

    private void Hear(FeedChange news)
    {
        lock (gate)
        {
            // What several nodes tell comes in any order, and a log only grows.
            var sequence = heard.Sequence > news.Sequence ? heard.Sequence : news.Sequence ?? heard.Sequence;
            heard = new FeedChange(heard.Found || news.Found, sequence);
            if (pending.CurrentCount == 0) pending.Release();
        }
    }
}
