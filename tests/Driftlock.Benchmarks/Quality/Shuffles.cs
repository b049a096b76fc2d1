using Driftlock.Application.Detection;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Quality;

/// <summary>
/// How often usual events are flagged when nothing drifts: the normal events of a set in a random order, again and
/// again, the first ones teaching as many as the set's baseline has.
/// </summary>
internal static class Shuffles
{
    private const double StandardErrorsOf99Percent = 2.5758;

    /// <summary>The rates at each level.</summary>
    public static IReadOnlyList<ShuffledRate> Measure(
        IAnomalyScorer scorer, LabelledSet set, int shuffles, IReadOnlyList<double> levels)
    {
        byte[][] events = [.. set.Baseline, .. set.Test.Where(test => !test.Anomalous).Select(test => test.Text)];
        var flagged = new double[levels.Count];
        var nominal = new double[levels.Count];
        var calibration = 0.0;
        for (var shuffle = 0; shuffle < shuffles; shuffle++)
        {
            Chance.ForPart(seed: 1, shuffle).Shuffle(events);
            var run = SetRun.Of(scorer, events[..set.Baseline.Count], events[set.Baseline.Count..]);
            calibration += run.Scores.Average(score => score.CalibrationEvents) / shuffles;
            for (var level = 0; level < levels.Count; level++)
            {
                var alpha = levels[level];
                flagged[level] += run.Scores.Average(score => score.PValue <= alpha ? 1.0 : 0.0) / shuffles;
                nominal[level] += run.Scores.Average(score => Promised(alpha, score.CalibrationEvents)) / shuffles;
            }
        }

        var scored = events.Length - set.Baseline.Count;
        return [.. levels.Select((alpha, level) =>
        {
            var band = StandardErrorsOf99Percent * Math.Sqrt(Variance(nominal[level], calibration, scored) / shuffles);
            return new ShuffledRate(set.Name, alpha, nominal[level], band, flagged[level]);
        })];
    }

    /// <summary>The exact rate of a conformal test without ties: floor(alpha (n + 1)) / (n + 1).</summary>
    private static double Promised(double alpha, int calibration) =>
        (double)(Math.Floor((decimal)alpha * (calibration + 1)) / (calibration + 1));

    /// <summary>
    /// Of the share flagged among <paramref name="scored"/> events: beta-binomial, since all events of a shuffle are
    /// compared with the same calibration.
    /// </summary>
    private static double Variance(double rate, double calibration, int scored)
    {
        var ofCalibration = rate * (1 - rate) / (calibration + 2);
        return ofCalibration + (((rate * (1 - rate)) - ofCalibration) / scored);
    }
}

/// <summary>A measured false-alarm rate beside the promised one.</summary>
internal sealed record ShuffledRate(string Set, double Alpha, double Promised, double Band, double Flagged)
{
    /// <summary>Where the measured rate lies against the 99 % band around the promised one.</summary>
    public string Where => (Flagged - Promised) switch
    {
        var difference when difference > Band => "ABOVE",
        var difference when difference < -Band => "below",
        _ => "inside",
    };
}
