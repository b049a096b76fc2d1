using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>What the events of one entry add to one of the smallest pieces.</summary>
/// <param name="entry">The entry.</param>
/// <param name="number">Which piece of its stream: its events have sequence numbers of as many times its width.</param>
internal sealed class NewPiece(LogEntry entry, long number)
{
    private double? least, most;

    public LogEntry Entry => entry;

    public long Number => number;

    public int Events { get; private set; }

    public int Judged { get; private set; }

    /// <summary>Among the judged ones; 0 without any.</summary>
    public double LeastBits => least ?? 0;

    public double MostBits => most ?? 0;

    public int Flagged { get; private set; }

    /// <summary>The anomaly of most bits; of several the first.</summary>
    public Anomaly? Dearest { get; private set; }

    /// <summary>What is usual, where an event was judged.</summary>
    public (double Low, double High)? Usual { get; set; }

    public void Add(int place)
    {
        Events++;
        if (place >= entry.Bits.Length) return;

        var bits = entry.Bits[place];
        most = Math.Max(most ?? bits, bits);
        if (!entry.IsJudged(place)) return;

        Judged++;
        least = Math.Min(least ?? bits, bits);
    }

    /// <summary>To be told in the order of their events.</summary>
    public void Flag(Anomaly anomaly)
    {
        Flagged++;
        if (Dearest is null || anomaly.Bits > Dearest.Bits) Dearest = anomaly;
    }
}
