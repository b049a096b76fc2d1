using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>Reads the scores of a stream in pieces, where they are stored.</summary>
public interface IScoreStore
{
    /// <summary>The pieces in order, at most as many as <paramref name="points"/>.</summary>
    Task<IReadOnlyList<ScorePoint>> ReadAsync(
        StreamId stream, DateTimeOffset? from, DateTimeOffset? to, int points, CancellationToken cancellationToken);
}
