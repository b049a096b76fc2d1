using System.Numerics;

namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// log2 in 1/256: the whole part from the highest binary digit, the fraction from the 12 digits behind it by a table of
/// 4096 entries, each rounded to nearest. The true logarithms lie far enough from every half that double precision
/// rounds them rightly.
/// </summary>
internal static class Logarithm
{
    private static readonly int[] Fraction =
        [.. Enumerable.Range(0, 4096).Select(i => (int)Math.Floor((Math.Log2(1 + (i / 4096.0)) * 256) + 0.5))];

    /// <summary>log2(x) in 1/256; the logarithm of 0 counts as that of 1.</summary>
    public static int Of(ulong x)
    {
        if (x == 0) return 0;

        var whole = BitOperations.Log2(x);
        var digits = whole >= 12 ? x >> (whole - 12) : x << (12 - whole);
        return (whole * 256) + Fraction[digits - 4096];
    }
}
