using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Bits of the events among the latest <see cref="Span"/> sequence numbers of a stream. A function of the log alone, so
/// every process has the same.
/// </summary>
internal sealed class RecentBits
{
    /// <summary>Sequence numbers that count.</summary>
    public const int Span = 1024;

    /// <summary>What it weighs.</summary>
    public const int Bytes = Span * sizeof(double);

    private const double LowShare = 0.05, HighShare = 0.98;

    private readonly double[] bits = new double[Span];

    public RecentBits() => Array.Fill(bits, double.NaN);

    /// <summary>Takes an entry; again it changes nothing.</summary>
    public void Add(LogEntry entry)
    {
        for (var place = 0; place < entry.Length; place++) Add(entry, place);
    }

    /// <summary>Takes one place of an entry.</summary>
    public void Add(LogEntry entry, int place) =>
        Add(entry.Sequence + place, entry.IsJudged(place) ? entry.Bits[place] : double.NaN);

    /// <summary>Takes what an event cost; not a number where none was judged.</summary>
    public void Add(long sequence, double cost) => bits[sequence % Span] = cost;

    /// <summary>
    /// From the 5th to the 98th percentile, each a cost that an event had (the nearest rank); none where nothing was
    /// judged.
    /// </summary>
    public (double Low, double High)? Usual()
    {
        Span<double> judged = stackalloc double[Span];
        var count = 0;
        foreach (var cost in bits)
        {
            if (!double.IsNaN(cost)) judged[count++] = cost;
        }

        if (count == 0) return null;

        judged = judged[..count];
        judged.Sort();
        return (judged[Rank(LowShare, count)], judged[Rank(HighShare, count)]);
    }

    private static int Rank(double share, int count) => (int)Math.Ceiling(share * count) - 1;
}
