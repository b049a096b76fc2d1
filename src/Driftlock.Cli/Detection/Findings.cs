using Driftlock.Application.Detection;
using Driftlock.Cli.Detection.Output;
using Driftlock.Cli.Detection.Report;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>Where judged lines go: told at once, or kept for the end, or folded, or for the report.</summary>
internal sealed class Findings(IAnomalyScorer scorer, ScanFigures figures, IScanOutput output) : ILineSink
{
    private string input = "";

    /// <summary>Instead of the unusual lines, the most unusual ones.</summary>
    public TopLines? Top { get; init; }

    /// <summary>Tells only what stands out, each group once; else every line is told.</summary>
    public Folds? Folds { get; init; }

    public ReportData? Report { get; init; }

    public double ExplainAtOrBelow => Math.Max(figures.Alpha, Top?.ExplainAtOrBelow ?? 0);

    /// <summary>The lines that follow are of another input.</summary>
    public void Begin(string name)
    {
        TellFolds();
        input = name;
        Top?.Begin();
        Report?.Begin(name);
    }

    public void Count(long line, int length, EventScore score, Verdict verdict)
    {
        if (verdict == Verdict.Learning) figures.Baseline++;
        else if (verdict == Verdict.InsufficientCalibration) figures.TooEarly++;
        else figures.Scored++;
        if (verdict == Verdict.Unusual) figures.Flagged++;
        if (verdict is Verdict.Usual or Verdict.Unusual) figures.Score(input, line, score.Score);
        Top?.Count(score);
        Report?.Count(score, verdict);
        if (Folds is not null && Folds.Pass(length)) TellFolds();
    }

    public bool Wants(long line, EventScore score, Verdict verdict) =>
        verdict == Verdict.Unusual || (Top?.Wants(score.Score) ?? false);

    public void Add(JudgedLine line)
    {
        var judged = line.With(line.Finding with
        {
            GroupId = GroupId.Of(line.Finding.IsAllValues ? line.Text : scorer.Mask(line.Text)),
            Attention = Attention.To(line, figures.Scored),
        });
        if (judged.Finding.Attention.IsDue) figures.StandOut(judged.Finding);
        if (judged.Finding.Verdict == Verdict.Unusual) Report?.Add(judged);
        if (Top is null) Tell(judged);
        else if (Top.Wants(judged.Finding.Score.Score)) Top.Add(judged);
    }

    /// <summary>Tells what was kept for the end.</summary>
    public void Finish(bool isComplete, IReadOnlyList<string> refusals)
    {
        TellFolds();
        TellKept(Top?.InOrder() ?? []);
        output.Summarize(figures);
        output.Finish(isComplete, refusals);
    }

    private void Tell(JudgedLine line)
    {
        if (Folds is null)
        {
            output.Write(line);
        }
        else if (line.Finding.Attention.IsDue)
        {
            if (!Folds.HasRoomFor(line.Finding.GroupId)) TellFolds();
            if (!Folds.Keep(line)) output.Write(line);
        }
    }

    private void TellFolds() => TellKept(Folds?.Take() ?? []);

    private void TellKept(IReadOnlyList<StoredLine> lines)
    {
        foreach (var line in lines)
        {
            output.Write(line.Judged);
            line.Forget();
        }
    }
}
