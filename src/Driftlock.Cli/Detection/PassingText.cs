using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>
/// What is another in each line and no news: dates and times of day near the beginning, where logs have theirs, and
/// IPv6 addresses, whose letters no mask hides as it hides the numbers of IPv4.
/// </summary>
internal readonly partial struct PassingText
{
    private const int ClocksWithin = 160;
    private const int AddressesWithin = 4000;
    private const int MatchMilliseconds = 1000;

    private readonly IReadOnlyList<(int Start, int End)> ranges;

    private PassingText(IReadOnlyList<(int Start, int End)> ranges) => this.ranges = ranges;

    public static PassingText In(ReadOnlySpan<byte> text)
    {
        // One character a byte, so places in one are places in the other.
        var beginning = Encoding.Latin1.GetString(text[..Math.Min(text.Length, AddressesWithin)]);
        var found = new List<(int, int)>();
        foreach (var match in Clock().EnumerateMatches(beginning.AsSpan(0, Math.Min(text.Length, ClocksWithin))))
            found.Add((match.Index, match.Index + match.Length));
        foreach (var match in Address().EnumerateMatches(beginning))
        {
            if (IsAddress(beginning.AsSpan(match.Index, match.Length)))
                found.Add((match.Index, match.Index + match.Length));
        }

        return new PassingText(found);
    }

    /// <summary>Whether the word is part of it.</summary>
    public bool Covers(WordCost word)
    {
        foreach (var (start, end) in ranges)
            if (word.Start >= start && word.End <= end) return true;
        return false;
    }

    // Names of code, such as db::add, are written like addresses without a digit, and have no visitors.
    private static bool IsAddress(ReadOnlySpan<char> text)
    {
        if (text.EndsWith(':') && !text.EndsWith("::", StringComparison.Ordinal)) text = text[..^1];
        return text.ContainsAnyInRange('0', '9')
            && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
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
    private static partial Regex Clock();

    // 2001:db8::1 and fe80::85a3:8a2e:370:7334, perhaps with a colon behind; what only looks so is refused afterwards.
    [GeneratedRegex(
        "(?<![0-9A-Za-z_.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?![0-9A-Za-z_:])",
        RegexOptions.CultureInvariant,
        MatchMilliseconds)]
    private static partial Regex Address();
}
