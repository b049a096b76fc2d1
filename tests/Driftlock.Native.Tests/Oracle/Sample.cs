namespace Driftlock.Native.Tests.Oracle;

/// <summary>Earlier values of a statistic, and how a value ranks among them.</summary>
internal sealed class Sample(IEnumerable<uint> values)
{
    private readonly List<uint> values = [.. values];

    /// <summary>Mean, rounded down; 0 of an empty sample.</summary>
    public uint Mean => values.Count == 0 ? 0 : (uint)(values.Sum(value => (long)value) / values.Count);

    /// <summary>
    /// With n values of which r reach this one: p = (1 + r) / (n + 1) in parts per billion, rounded up, and
    /// surprise = log2(n + 1) - log2(r + 1), plus the tail if the value lies beyond all of them.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="digits">Binary digits that it has beyond 1/256.</param>
    public Rank Rank(uint value, int digits)
    {
        var n = values.Count;
        var r = values.Count(other => other >= value);
        var p = ((1_000_000_000L * (r + 1)) + n) / (n + 1);
        var surprise = (long)(Logarithm.Of((ulong)n + 1) - Logarithm.Of((ulong)r + 1));
        var beyond = n > 0 && r == 0;
        if (beyond) surprise += Tail(value, digits);
        return new Rank((uint)Math.Min(surprise, uint.MaxValue), (uint)p, beyond);
    }

    /// <summary>
    /// An exponential tail through the top m = min(max(n / 50, 8), n / 2) values: with b the mean of what they exceed
    /// the next lower value by (at least 1), an excess x over the greatest adds x log2(e) / b, at most x / 2.
    /// </summary>
    private long Tail(uint value, int digits)
    {
        var n = values.Count;
        var descending = values.OrderDescending().ToList();
        var excess = (long)value - descending[0];
        var top = Math.Min(Math.Max(n / 50, 8), n / 2);
        var mean = top == 0 ? 1 : descending.Take(top).Sum(other => (long)other - descending[top]) / top;
        var exponential = excess * Log2OfEuler / Math.Max(mean, 1);
        return Math.Min(exponential, excess >> (digits + 1));
    }

    /// <summary>log2(e) in 1/256, rounded down.</summary>
    private const long Log2OfEuler = 369;
}

/// <summary>How a value ranks in a sample.</summary>
/// <param name="Surprise">-log2 p in 1/256 bit, extrapolated beyond the sample.</param>
/// <param name="P">Conformal p-value in parts per billion.</param>
/// <param name="Beyond">The value exceeds the whole sample.</param>
internal readonly record struct Rank(uint Surprise, uint P, bool Beyond);
