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
    public const int Bytes = 2 * Span * sizeof(double);

    private const double LowShare = 0.05, HighShare = 0.98;

    private readonly double[] bits = new double[Span];

    // Those that are numbers, ascending: to keep it so takes less than to sort as often as somebody asks.
    private readonly double[] judged = new double[Span];
    private int count;

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
    public void Add(long sequence, double cost)
    {
        ref var known = ref bits[sequence % Span];
        if (!double.IsNaN(known)) Remove(known);
        if (!double.IsNaN(cost)) Insert(cost);
        known = cost;
    }

    /// <summary>
    /// From the 5th to the 98th percentile, each a cost that an event had (the nearest rank); none where nothing was
    /// judged.
    /// </summary>
    public (double Low, double High)? Usual() =>
        count == 0 ? null : (judged[Rank(LowShare, count)], judged[Rank(HighShare, count)]);

    private void Insert(double cost)
    {
        var at = PlaceOf(cost);
        if (at < 0) at = ~at;
        Array.Copy(judged, at, judged, at + 1, count - at);
        judged[at] = cost;
        count++;
    }

    private void Remove(double cost)
    {
        var at = PlaceOf(cost);
        count--;
        Array.Copy(judged, at + 1, judged, at, count - at);
    }

    private int PlaceOf(double cost) => Array.BinarySearch(judged, 0, count, cost);

    private static int Rank(double share, int count) => (int)Math.Ceiling(share * count) - 1;
}
