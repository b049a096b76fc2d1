namespace Driftlock.Benchmarks.Quality;

/// <summary>How well scores part anomalies from the rest. Equal scores are one group, without an order.</summary>
internal static class Ranking
{
    /// <summary>The chance that an anomaly scores higher than a normal event; ties count half.</summary>
    public static double Auc(IReadOnlyList<(double Score, bool Anomalous)> scored)
    {
        double below = 0, won = 0;
        foreach (var (positives, negatives) in Groups(scored).Reverse())
        {
            won += positives * (below + (negatives / 2.0));
            below += negatives;
        }

        return won / (below * scored.Count(one => one.Anomalous));
    }

    /// <summary>Average precision: the precision at each score, weighted by the anomalies that it adds.</summary>
    public static double AveragePrecision(IReadOnlyList<(double Score, bool Anomalous)> scored)
    {
        double found = 0, flagged = 0, sum = 0;
        foreach (var (positives, negatives) in Groups(scored))
        {
            found += positives;
            flagged += positives + negatives;
            sum += positives * found / flagged;
        }

        return sum / found;
    }

    /// <summary>Anomalies and others of each score, the highest score first.</summary>
    private static IEnumerable<(int Positives, int Negatives)> Groups(
        IEnumerable<(double Score, bool Anomalous)> scored) =>
        from one in scored
        group one.Anomalous by one.Score into equal
        orderby equal.Key descending
        select (equal.Count(anomalous => anomalous), equal.Count(anomalous => !anomalous));
}

/// <summary>What a decision came to.</summary>
/// <param name="Found">Anomalies flagged.</param>
/// <param name="Missed">Anomalies not flagged.</param>
/// <param name="FalseAlarms">Others flagged.</param>
/// <param name="Quiet">Others not flagged.</param>
internal readonly record struct Confusion(int Found, int Missed, int FalseAlarms, int Quiet)
{
    /// <summary>Share of the anomalies that was flagged.</summary>
    public double Recall => Found / (double)(Found + Missed);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => 2.0 * Found / ((2 * Found) + Missed + FalseAlarms);

    /// <summary>Others flagged, per thousand.</summary>
    public double FalsePer1000 => 1000.0 * FalseAlarms / (FalseAlarms + Quiet);

    /// <summary>Of events with their flag and their label.</summary>
    public static Confusion Of(IEnumerable<(bool Flagged, bool Anomalous)> events)
    {
        var counts = events.CountBy(one => one).ToDictionary();
        int Count(bool flagged, bool anomalous) => counts.GetValueOrDefault((flagged, anomalous));
        return new Confusion(Count(true, true), Count(false, true), Count(true, false), Count(false, false));
    }
}
