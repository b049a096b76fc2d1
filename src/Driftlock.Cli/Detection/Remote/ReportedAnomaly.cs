using System.Text;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection.Remote;

/// <summary>An unusual event as the service tells of it.</summary>
internal sealed record ReportedAnomaly(
    string EventText,
    double Bits,
    double ExpectedBits,
    double Score,
    double PValue,
    double PRecent,
    int CalibrationEvents,
    string Severity,
    IReadOnlyList<string> Flags,
    string Explanation,
    IReadOnlyList<ReportedWord> Attribution,
    ReportedMetrics Metrics)
{
    /// <summary>Of a stored one.</summary>
    public string? Id { get; init; }

    /// <summary>The incident that it belongs to, of a stored one.</summary>
    public string? GroupId { get; init; }

    /// <summary>The record's line in the batch, from 1, if it came in one.</summary>
    public long? Line { get; init; }

    /// <summary>The same as a line that was judged here, so that it looks as one.</summary>
    /// <param name="file">Where it came from.</param>
    /// <param name="line">Its number there.</param>
    public KeptLine ToJudged(string file, long line)
    {
        var text = Encoding.UTF8.GetBytes(EventText);
        var score = new EventScore
        {
            Bits = Bits,
            ExpectedBits = ExpectedBits,
            Score = Score,
            PValue = 1 - Metrics.Confidence,
            AnchorPValue = PValue,
            RecentPValue = PRecent,
            CalibrationEvents = CalibrationEvents,
            Flags = Has("extrapolated") ? ScoreFlags.Extrapolated : ScoreFlags.None,
        };
        var verdict = Has("insufficient_calibration") ? Verdict.InsufficientCalibration : Verdict.Unusual;
        var finding = new Finding(file, line, 0, score, verdict, new UsualBits().Range(ExpectedBits));
        // Places come from outside: only those that are in the text are marked.
        return new KeptLine(finding, text, [.. Attribution
            .Where(word => word.Start >= 0 && word.Start < word.End && word.End <= text.Length)
            .Select(word => new WordCost(word.Start, word.End, word.Bits, word.Bits))]);
    }

    private bool Has(string flag) => Flags.Contains(flag, StringComparer.Ordinal);
}

/// <summary>A part of an event and what it cost.</summary>
/// <param name="Start">Its first byte in the text as UTF-8.</param>
/// <param name="End">The byte after its last.</param>
/// <param name="Bits">What it cost.</param>
internal sealed record ReportedWord(int Start, int End, double Bits);

/// <summary>Of the figures beside an anomaly the one that is used here.</summary>
/// <param name="Confidence">1 less the p-value that decided.</param>
internal sealed record ReportedMetrics(double Confidence);
