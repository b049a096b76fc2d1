namespace Driftlock.Cli.Detection.Output;

/// <summary>The figures of a scan in a sentence or two.</summary>
internal static class Summary
{
    public static string Of(ScanFigures figures)
    {
        var found = figures.Flagged == 0 ? "Nothing unusual" : Wording.Count(figures.Flagged, "unusual line");
        var taught = figures.Baseline == 0 ? "" : $"; {Wording.Count(figures.Baseline)} before them taught";
        var early = figures.TooEarly == 0 ? "" : $", {Wording.Count(figures.TooEarly)} came too early to be judged";
        var chance = figures.Scored * figures.Alpha;
        var byChance = chance < 0.5 ? "" : $" By chance alone about {chance:0} would be flagged at {Wording.Percent(figures.Alpha)}.";
        return $"{found} in {Wording.Count(figures.Scored, "line")} judged{taught}{early}.{byChance}";
    }
}
