namespace Driftlock.Cli.Detection.Output;

/// <summary>The figures of a scan in a sentence or two.</summary>
internal static class Summary
{
    public static string Of(ScanFigures figures) => $"{Found(figures)}. {Grounds(figures)}";

    /// <summary>What was found.</summary>
    public static string Found(ScanFigures figures) => figures.Flagged == 0
        ? $"Nothing unusual in {Wording.Count(figures.Scored, "line")} judged"
        : $"{Wording.Count(figures.Flagged, "unusual line")} of {Wording.Count(figures.Scored)} judged";

    /// <summary>What that rests on.</summary>
    public static string Grounds(ScanFigures figures)
    {
        var chance = Math.Round(figures.Scored * figures.Alpha, 1);
        var percent = Wording.Percent(figures.Alpha);
        var rate = $"At a false-alarm rate of {percent} about {Wording.Bits(chance)} can be chance.";
        var early = figures.TooEarly == 0
            ? "" : $" {Wording.Count(figures.TooEarly, "line")} came too early to be judged.";
        var taught = figures.Baseline == 0
            ? "" : $" {Wording.Count(figures.Baseline, "line")} taught what is usual.";
        return rate + early + taught;
    }
}
