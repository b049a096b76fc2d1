namespace Driftlock.Application.Shared;

/// <summary>A part of a list.</summary>
/// <param name="Items">What is in it.</param>
/// <param name="Next">Where the next part begins; none on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>How long a part of a list may be.</summary>
public static class PageSize
{
    /// <summary>Unless another is asked for.</summary>
    public const int Usual = 50;

    /// <summary>At most.</summary>
    public const int Largest = 200;

    /// <summary>Bytes of the events in it, at most; one that is longer comes alone.</summary>
    public const long MostBytes = 8 << 20;

    /// <summary>How many of the first are together no longer than that; one, if there is one.</summary>
    /// <param name="lengths">How many bytes each has.</param>
    /// <param name="mostBytes">Bytes that they may have together.</param>
    public static int Fitting(IEnumerable<int> lengths, long mostBytes)
    {
        var (count, bytes) = (0, 0L);
        foreach (var length in lengths)
        {
            bytes += length;
            if (count > 0 && bytes > mostBytes) break;
            count++;
        }

        return count;
    }
}
