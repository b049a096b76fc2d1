using System.Text;
using System.Text.RegularExpressions;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>The dates and times of day near the beginning of a line, where logs have theirs.</summary>
internal readonly partial struct ClockText
{
    private const int Looked = 160;
    private const int MatchMilliseconds = 1000;

    private readonly IReadOnlyList<(int Start, int End)> ranges;

    private ClockText(IReadOnlyList<(int Start, int End)> ranges) => this.ranges = ranges;

    public static ClockText In(ReadOnlySpan<byte> text)
    {
        // One character a byte, so places in one are places in the other.
        var beginning = Encoding.Latin1.GetString(text[..Math.Min(text.Length, Looked)]);
        var found = new List<(int, int)>();
        foreach (var match in Pattern().EnumerateMatches(beginning))
            found.Add((match.Index, match.Index + match.Length));
        return new ClockText(found);
    }

    /// <summary>Whether the word is part of one.</summary>
    public bool Covers(WordCost word)
    {
        foreach (var (start, end) in ranges)
            if (word.Start >= start && word.End <= end) return true;
        return false;
    }

    // 2026-11-20T16:48:10.172Z, 20/Nov/2026:16:48:10 +0000, Fri Nov 20 16:48:10 2026, 16:48:10,172 and parts of these.
    [GeneratedRegex(
        """
        \b(?:
          \d{4}[-/.]\d\d[-/.]\d\d
        | \d\d?[-/. ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[-/. ]\d{4}
        | (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\ +)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\ +\d\d?
        )(?:[T:_\ ]+\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?)?(?:Z|\ ?[-+]\d\d:?\d\d\b|\ \d{4}\b)?
        | \b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        MatchMilliseconds)]
    private static partial Regex Pattern();
}
