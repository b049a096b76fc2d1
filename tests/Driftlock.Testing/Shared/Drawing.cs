using System.Globalization;
using System.Text.RegularExpressions;

namespace Driftlock.Testing.Shared;

/// <summary>Reads what a page has drawn back: where its points stand.</summary>
public static partial class Drawing
{
    /// <summary>The closed outlines of a path, each as the points of its upper edge and those of its lower one.</summary>
    public static IReadOnlyList<(Spot Upper, Spot Lower)> Columns(string path)
    {
        var columns = new List<(Spot Upper, Spot Lower)>();
        foreach (var outline in path.Split('z', StringSplitOptions.RemoveEmptyEntries))
        {
            var spots = Spots(outline);
            for (var at = 0; at < spots.Count / 2; at++) columns.Add((spots[at], spots[^(at + 1)]));
        }

        return columns;
    }

    /// <summary>The points of a path in their order.</summary>
    public static IReadOnlyList<Spot> Spots(string path)
    {
        var (spots, at) = (new List<Spot>(), new Spot(0, 0));
        foreach (Match step in Step().Matches(path))
        {
            var to = new Spot(Number(step, "x"), Number(step, "y"));
            at = step.Value[0] == 'M' ? to : new Spot(at.X + to.X, at.Y + to.Y);
            spots.Add(at);
        }

        return spots;
    }

    private static int Number(Match step, string name) => int.Parse(step.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[Ml](?<x>-?\d+)(?: |(?=-))(?<y>-?\d+)")]
    private static partial Regex Step();
}

/// <summary>A place of a drawing.</summary>
/// <param name="X">From its left edge.</param>
/// <param name="Y">From its upper edge.</param>
public readonly record struct Spot(int X, int Y);
