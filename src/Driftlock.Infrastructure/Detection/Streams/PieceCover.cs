namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// A stretch of a log as few pieces: the greatest in its middle, smaller ones towards its ends, single events where not
/// even the smallest fits. Every sequence number of the stretch is in exactly one of them.
/// </summary>
internal sealed class PieceCover
{
    /// <summary>Sequence numbers of the smallest piece, and how many of a level make one of the next.</summary>
    public const int Smallest = 64, Children = 4;

    private readonly List<Run> pieces = [];
    private readonly List<Run> events = [];

    private PieceCover()
    {
    }

    /// <summary>Pieces of one level, from one to before another.</summary>
    public IReadOnlyList<Run> Pieces => pieces;

    /// <summary>Events by their sequence numbers.</summary>
    public IReadOnlyList<Run> Events => events;

    /// <summary>How many sequence numbers a piece of a level spans.</summary>
    public static long WidthOf(int level)
    {
        long width = Smallest;
        for (; level > 0; level--) width *= Children;
        return width;
    }

    /// <summary>The level of the greatest pieces that are no wider; none if the smallest is.</summary>
    public static int? LevelWithin(long width)
    {
        if (width < Smallest) return null;

        var level = 0;
        while (WidthOf(level + 1) <= width) level++;
        return level;
    }

    /// <summary>Covers from one sequence number to before another.</summary>
    /// <param name="first">The first.</param>
    /// <param name="past">The one after the last.</param>
    /// <param name="level">Of the greatest pieces to be taken.</param>
    public static PieceCover Of(long first, long past, int level)
    {
        var cover = new PieceCover();
        cover.Take(first, past, level);
        return cover;
    }

    private void Take(long first, long past, int level)
    {
        if (first >= past) return;
        if (level < 0)
        {
            events.Add(new Run(level, first, past));
            return;
        }

        var width = WidthOf(level);
        var (from, to) = ((first + width - 1) / width, past / width);
        if (from >= to)
        {
            Take(first, past, level - 1);
            return;
        }

        Take(first, from * width, level - 1);
        pieces.Add(new Run(level, from, to));
        Take(to * width, past, level - 1);
    }

    /// <summary>What lies side by side.</summary>
    internal readonly record struct Run(int Level, long First, long Past);
}
