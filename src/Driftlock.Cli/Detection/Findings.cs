using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Report;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>Where judged lines go: told at once, or kept for the end, or for the report.</summary>
internal sealed class Findings(ScanFigures figures, IScanOutput output, TopLines? top, ReportData? report) : ILineSink
{
    public double ExplainAtOrBelow => Math.Max(figures.Alpha, top?.ExplainAtOrBelow ?? 0);

    /// <summary>The lines that follow are of another input.</summary>
    public void Begin(string name) => report?.Begin(name);

    public void Count(long line, EventScore score, Verdict verdict)
    {
        if (verdict == Verdict.Learning) figures.Baseline++;
        else if (verdict == Verdict.InsufficientCalibration) figures.TooEarly++;
        else figures.Scored++;
        if (verdict == Verdict.Unusual) figures.Flagged++;
        report?.Count(score, verdict);
    }

    public bool Wants(long line, EventScore score, Verdict verdict) =>
        verdict == Verdict.Unusual || (top?.Wants(score.Score) ?? false);

    public void Add(JudgedLine line)
    {
        if (line.Finding.Verdict == Verdict.Unusual) report?.Add(line);
        if (top is null) output.Write(line);
        else if (top.Wants(line.Finding.Score.Score)) top.Add(line);
    }

    /// <summary>Tells what was kept for the end.</summary>
    public void Finish(bool isComplete)
    {
        foreach (var line in top?.InOrder() ?? []) output.Write(line.Judged);
        output.Summarize(figures);
        output.Finish(isComplete);
    }
}
