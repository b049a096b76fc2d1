using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Output;

/// <summary>The figures of a scan in a sentence or two.</summary>
internal static class Summary
{
    /// <summary>All of it.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="isFolded">Whether only what stands out was told.</param>
    public static string Of(ScanFigures figures, bool isFolded) =>
        $"{Found(figures)}. {Grounds(figures, isFolded)}".TrimEnd();

    /// <summary>What was found.</summary>
    public static string Found(ScanFigures figures)
    {
        var judged = Wording.Count(figures.Scored);
        return (figures.StandingOut, figures.Flagged) switch
        {
            _ when figures.Scored == 0 => "No line was judged",
            (0, 0) => $"Nothing unusual in {Wording.Count(figures.Scored, "line")} judged",
            (0, _) => $"Nothing stands out of {judged} judged",
            (1, _) => $"1 line stands out of {judged} judged",
            _ => $"{Wording.Count(figures.StandingOut)} lines stand out of {judged} judged",
        };
    }

    /// <summary>Whether lines are flagged that do not stand out.</summary>
    public static bool HasRest(ScanFigures figures) => figures.Flagged > figures.StandingOut;

    /// <summary>The lines that are flagged and do not stand out.</summary>
    public static string Rest(ScanFigures figures)
    {
        var rest = figures.Flagged - figures.StandingOut;
        var lines = Wording.Count(rest, figures.StandingOut == 0 ? "line" : "more line");
        var (are, they, them) = rest == 1 ? ("is", "it does", "it") : ("are", "they do", "them");
        return $"{lines} {are} flagged at the rate of {Wording.Percent(figures.Alpha)}, which allows about "
            + $"{Chance(figures)} by chance; {they} not stand out: --all shows {them}.";
    }

    /// <summary>What that rests on.</summary>
    public static string Grounds(ScanFigures figures, bool isFolded)
    {
        var peak = figures.MostUnusual is { } most ? $"The most unusual is {Place(most)}. " : "";
        var flagged = isFolded && HasRest(figures) ? Rest(figures) : Flagged(figures);
        if (figures.Scored == 0) flagged = "";
        var early = figures.TooEarly == 0
            ? "" : $" {Wording.Count(figures.TooEarly, "line")} came too early to be judged.";
        var taught = figures.Baseline == 0
            ? "" : $" {Wording.Count(figures.Baseline, "line")} taught what is usual.";
        return (peak + flagged + early + taught).Trim();
    }

    private static string Flagged(ScanFigures figures) =>
        $"{Wording.Count(figures.Flagged, "line")} flagged at the rate of {Wording.Percent(figures.Alpha)}, which "
        + $"allows about {Chance(figures)} by chance.";

    private static string Chance(ScanFigures figures) =>
        Wording.Rounded(Math.Round(figures.Scored * figures.Alpha, 1));

    private static string Place(Peak peak) => peak.File == Source.StandardInput
        ? $"line {peak.Line}" : $"{SafeText.Of(peak.File)}:{peak.Line}";
}
