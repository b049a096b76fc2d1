using System.Globalization;

namespace Driftlock.Benchmarks.Quality;

/// <summary>What is measured of every method on one set, whatever it decides by.</summary>
internal abstract record RankedQuality
{
    public required string Set { get; init; }
    public required double Auc { get; init; }
    public required double Ap { get; init; }
    public required double MbPerS { get; init; }

    protected static string Share(double value) => Number(value, "0.000");

    protected static string Number(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);
}
