using System.Globalization;

namespace Driftlock.Benchmarks.Core;

/// <summary>A figure measured several times: the median counts, the rest says how quiet the machine was.</summary>
internal readonly record struct Figures(double Median, double Least, double Most)
{
    /// <summary>Of at least one value.</summary>
    public static Figures Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return new Figures((sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The median.</summary>
    public string Middle => Text(Median);

    /// <summary>Least and most.</summary>
    public string Range => $"{Text(Least)}..{Text(Most)}";

    private static string Text(double value)
    {
        var form = value switch { < 1 => "0.000", < 100 => "0.0", _ => "0" };
        return value.ToString(form, CultureInfo.InvariantCulture);
    }
}
