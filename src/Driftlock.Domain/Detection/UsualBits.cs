namespace Driftlock.Domain.Detection;

/// <summary>From one number of bits to another, both rounded to whole ones.</summary>
public readonly record struct BitsRange(int Low, int High);

/// <summary>What the latest events of a stream cost: from the 5th to the 98th percentile is usual.</summary>
public sealed class UsualBits
{
    /// <summary>Events that are remembered, the latest.</summary>
    public const int Remembered = 512;

    private const int Enough = 40;
    private const double LowShare = 0.05;
    private const double HighShare = 0.98;

    private readonly double[] bits = new double[Remembered];
    private long count;

    /// <summary>One more event.</summary>
    public void Add(double value) => bits[count++ % Remembered] = value;

    /// <summary>The usual range; none while too few events are known.</summary>
    public BitsRange? Known
    {
        get
        {
            if (count < Enough) return null;

            var known = bits[..(int)Math.Min(count, Remembered)];
            Array.Sort(known);
            return new BitsRange(At(known, LowShare), At(known, HighShare));
        }
    }

    /// <summary>The usual range, or the expected value alone while too few events are known.</summary>
    public BitsRange Range(double expected) =>
        Known ?? new BitsRange((int)Math.Round(expected), (int)Math.Round(expected));

    private static int At(double[] sorted, double share) => (int)Math.Round(sorted[(int)(share * (sorted.Length - 1))]);
}
