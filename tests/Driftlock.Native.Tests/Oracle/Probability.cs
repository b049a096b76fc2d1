namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// A probability as the fraction value / 2^(28 + shift). Its value never falls below 2^16, so it has no floor: what
/// would be smaller gets ten more binary digits.
/// </summary>
internal readonly record struct Probability(ulong Value, int Shift)
{
    private const ulong Small = 1 << 16;
    private const int Step = 10;

    /// <summary>p_{-1} = 1/256.</summary>
    private static readonly Probability Uniform = new(1 << 20, 0);

    /// <summary>
    /// p_0(x) = (2 c + d / 256) / (2 n + d), of the context of one byte, rounded down to 38 binary digits, and to 28
    /// unless it is small; 1/256 if that context was never seen.
    /// </summary>
    public static Probability First(SymbolCounts context, byte symbol)
    {
        if (context.Total == 0) return Uniform;

        var (c, n, d) = ((ulong)context.Count(symbol), (ulong)context.Total, (ulong)context.Distinct);
        var fine = ((2 * c << 38) + (d << 30)) / ((2 * n) + d);
        return fine < Small << Step ? new(fine, Step) : new(fine >> Step, 0);
    }

    /// <summary>
    /// p_k(x) = (2 c + d p_{k-1}(x)) / (2 n + d), of a longer context; the division is a multiplication by the
    /// denominator's reciprocal in 24 binary digits, rounded to nearest, the result rounded down.
    /// </summary>
    public Probability Refine(SymbolCounts context, byte symbol)
    {
        var (c, n, d) = ((ulong)context.Count(symbol), (ulong)context.Total, (ulong)context.Distinct);
        var denominator = (2 * n) + d;
        var reciprocal = ((1ul << 24) + (denominator / 2)) / denominator;
        if (c > 0) return new((((2 * c) << 28) + ((d * Value) >> Shift)) * reciprocal >> 24, 0);

        var value = (d * Value * reciprocal) >> 24;
        return value < Small ? new(value << Step, Shift + Step) : this with { Value = value };
    }

    /// <summary>-log2 in 1/256 bit, not below 0: a rounded reciprocal may carry a probability just above one.</summary>
    public int Cost => Math.Max(0, ((28 + Shift) * 256) - Logarithm.Of(Value));
}
