using System.Globalization;

namespace Driftlock.Domain.Detection;

/// <summary>P-values as people read them.</summary>
public static class Rarity
{
    private const double CommonShare = 0.5;

    /// <summary>The p-value with its sentence.</summary>
    /// <param name="p">The p-value that decides.</param>
    /// <param name="isBeyond">Whether the event lies beyond all that it was compared with.</param>
    /// <param name="compared">With how many it was.</param>
    /// <param name="noun">What one of them is called.</param>
    public static string Of(double p, bool isBeyond, int compared, string noun)
    {
        var value = $"p = {Probability(p)}";
        if (isBeyond) return $"{value}: odder than all {Count(compared)} {noun}{(compared == 1 ? "" : "s")} compared";
        return p > CommonShare
            ? $"{value}: most usual {noun}s are as odd"
            : $"{value}: about 1 usual {noun} in {Count((long)Math.Round(1 / p))} is as odd";
    }

    /// <summary>Two significant digits, never an exponent.</summary>
    public static string Probability(double p) => p >= 1 ? "1" : Shortened(Math.Round(p, DigitsOf(p)));

    /// <summary>The same, rounded up.</summary>
    public static string AtLeast(double p)
    {
        var scale = Math.Pow(10, DigitsOf(p));
        return Shortened(Math.Ceiling(Math.Round(p * scale, 6)) / scale);
    }

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static int DigitsOf(double p) => Math.Clamp(1 - (int)Math.Floor(Math.Log10(p)), 2, 12);

    private static string Shortened(double p) => p.ToString("0.############", CultureInfo.InvariantCulture);
}
