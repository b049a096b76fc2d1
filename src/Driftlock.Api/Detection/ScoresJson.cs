using Driftlock.Application.Detection;

namespace Driftlock.Api.Detection;

/// <summary>Scores for a plot.</summary>
/// <param name="Stream">The stream as it is now.</param>
/// <param name="Points">The pieces in order; those without an event are left out.</param>
internal sealed record ScoresAnswer(StreamAnswer Stream, IReadOnlyList<ScorePointAnswer> Points)
{
    public static ScoresAnswer From(ScoreSeries series) => new(
        StreamAnswer.From(series.Stream.Stream, series.Stream.Head),
        [.. series.Points.Select(ScorePointAnswer.From)]);
}

/// <summary>
/// A piece of a plot: the least and the most bits among its events, those of its dearest anomaly, and what was usual then.
/// </summary>
/// <param name="Sequence">Which event of the stream's log is its first, from 0.</param>
/// <param name="At">When that came.</param>
/// <param name="Events">How many there are.</param>
/// <param name="Judged">How many of them were judged; the others taught and cost nothing yet.</param>
/// <param name="MinBits">The fewest bits among the judged ones.</param>
/// <param name="MaxBits">The most bits among them.</param>
/// <param name="Flagged">How many of them are anomalies.</param>
/// <param name="FlaggedBits">The most bits among those, if there are any.</param>
/// <param name="AnomalyId">The anomaly with so many bits.</param>
/// <param name="UsualLow">The 5th percentile of the calibration then, once it is known.</param>
/// <param name="UsualHigh">The 98th percentile of it.</param>
internal sealed record ScorePointAnswer(
    long Sequence,
    DateTimeOffset At,
    long Events,
    long Judged,
    double MinBits,
    double MaxBits,
    long Flagged,
    double? FlaggedBits,
    Guid? AnomalyId,
    double? UsualLow,
    double? UsualHigh)
{
    public static ScorePointAnswer From(ScorePoint point) => new(
        point.Sequence,
        point.At,
        point.Events,
        point.Judged,
        point.LeastBits,
        point.MostBits,
        point.Flagged,
        point.FlaggedBits,
        point.Anomaly?.Value,
        point.UsualLow,
        point.UsualHigh);
}
