using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>
/// Says that something was committed, on whatever node. What it was stands in the store: who listens first and then
/// asks <see cref="FollowAnomalies"/> misses nothing, and a signal that is lost costs time alone.
/// </summary>
public interface IFeedSignals
{
    /// <summary>Begins to listen, until it is disposed.</summary>
    /// <param name="organization">Whose anomalies.</param>
    /// <param name="stream">Only this stream; then its new events are signalled too.</param>
    /// <returns>
    /// The ear, or <see cref="DetectionErrors.TooManyFollowers"/>, or <see cref="DetectionErrors.NoRoomToFollow"/>.
    /// </returns>
    Result<IFeedSignal> Listen(OrganizationId organization, StreamId? stream);
}

/// <summary>What one follower hears. Signals that come before they are taken become one.</summary>
public interface IFeedSignal : IDisposable
{
    /// <summary>Waits for a signal that was not taken yet.</summary>
    /// <returns>Whether one came in that time.</returns>
    Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken);

    /// <summary>Takes what has come.</summary>
    FeedChange Take();
}

/// <summary>What was signalled since the last time.</summary>
/// <param name="Found">Whether anomalies were stored, as far as is known.</param>
/// <param name="Sequence">Where the stream's log ends now, if it has moved and one stream is followed.</param>
public readonly record struct FeedChange(bool Found, long? Sequence);
