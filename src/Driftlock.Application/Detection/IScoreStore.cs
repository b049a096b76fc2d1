using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>Reads the scores of streams in pieces, where they are stored.</summary>
public interface IScoreStore
{
    /// <summary>The pieces in order, about as many as <paramref name="points"/> at most.</summary>
    Task<IReadOnlyList<ScorePoint>> ReadAsync(
        StreamId stream, DateTimeOffset? from, DateTimeOffset? to, int points, CancellationToken cancellationToken);

    /// <summary>The event with the most bits among those of the stretch that were judged, if any was.</summary>
    Task<LargestEvent?> LargestAsync(StreamId stream, long first, long past, CancellationToken cancellationToken);

    /// <summary>How each of the streams is doing, by one look.</summary>
    Task<IReadOnlyDictionary<StreamId, Pulse>> PulseAsync(
        IReadOnlyList<StreamId> streams, DateTimeOffset now, CancellationToken cancellationToken);
}
