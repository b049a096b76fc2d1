using System.Globalization;

namespace Driftlock.Benchmarks.Http;

/// <summary>What came of a load.</summary>
/// <param name="Elapsed">From the first arrival to the last answer.</param>
/// <param name="Answered">Requests that were answered as they should be.</param>
/// <param name="Failed">All others.</param>
/// <param name="Latencies">Of the answered ones, from the time when each was due, ascending.</param>
internal sealed record LoadRun(TimeSpan Elapsed, int Answered, int Failed, IReadOnlyList<TimeSpan> Latencies)
{
    /// <summary>Requests answered a second.</summary>
    public double PerSecond => Answered / Elapsed.TotalSeconds;

    /// <summary>Several, one after the other, as one.</summary>
    public static LoadRun Together(IReadOnlyList<LoadRun> runs) => new(
        TimeSpan.FromTicks(runs.Sum(run => run.Elapsed.Ticks)),
        runs.Sum(run => run.Answered),
        runs.Sum(run => run.Failed),
        [.. runs.SelectMany(run => run.Latencies).Order()]);

    /// <summary>The latency that this share of the requests stays below.</summary>
    public TimeSpan Quantile(double share) =>
        Latencies.Count == 0 ? TimeSpan.MaxValue : Latencies[(int)(share * (Latencies.Count - 1))];

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PerSecond:0} requests/s, {Failed} failed, p50 {Milliseconds(0.5):0.0} ms, p99 {Milliseconds(0.99):0.0} ms, "
        + $"p99.9 {Milliseconds(0.999):0.0} ms");

    private double Milliseconds(double share) => Latencies.Count == 0 ? double.NaN : Quantile(share).TotalMilliseconds;
}
