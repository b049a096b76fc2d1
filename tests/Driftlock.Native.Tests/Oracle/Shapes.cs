using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Driftlock.Domain.Detection;

namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// The shape of a stream, by its first 32 events: the first of these that holds. Tokens are parted by spaces and tabs,
/// bytes are read as Latin-1.
/// <list type="number">
/// <item>Numeric: nine of ten events are a number, behind at most two words of a time.</item>
/// <item>Record: nine of ten are embraced by { and }, or have at least three key=value tokens that are three quarters
/// of all their tokens.</item>
/// <item>Session: at least three tokens an event, 95 % of them ids, each different one four times on average.</item>
/// <item>Log: half of the events have two numbers in their first 24 bytes, or half of them begin with two masked words
/// that another begins with too.</item>
/// <item>Text: everything else.</item>
/// </list>
/// </summary>
internal static partial class Shapes
{
    private const int LookedAt = 32;

    public static EventShape Of(IEnumerable<byte[]> stream)
    {
        var events = stream.Take(LookedAt).Select(Encoding.Latin1.GetString).ToList();
        if (Most(events, IsSample)) return EventShape.Numeric;
        if (Most(events, IsRecord)) return EventShape.Record;
        if (AreSessions(events)) return EventShape.Session;
        var areDated = events.Count(IsDated) * 2 >= events.Count;
        return areDated || ShareBeginnings(events) ? EventShape.Log : EventShape.Text;
    }

    /// <summary>The model that decides for a shape: logs and series drift, the others do not.</summary>
    public static DetectionMode UsualMode(EventShape shape) =>
        shape is EventShape.Text or EventShape.Record or EventShape.Session
            ? DetectionMode.Anchored
            : DetectionMode.Tracking;

    private static bool Most(List<string> events, Func<string, bool> holds) =>
        events.Count > 0 && events.Count(holds) * 10 >= events.Count * 9;

    private static bool IsSample(string text)
    {
        var parts = text.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is >= 1 and <= 3
            && Number().IsMatch(parts[^1])
            && double.IsFinite(double.Parse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture))
            && parts[..^1].All(Time().IsMatch);
    }

    private static bool IsRecord(string text)
    {
        var inner = text.Trim(' ', '\t', '\n', '\f', '\r');
        var tokens = Tokens(text);
        var pairs = tokens.Count(Pair().IsMatch);
        return (inner.StartsWith('{') && inner.EndsWith('}')) || (pairs >= 3 && pairs * 4 >= tokens.Length * 3);
    }

    private static bool AreSessions(List<string> events)
    {
        var tokens = events.SelectMany(Tokens).ToList();
        return tokens.Count > 0
            && tokens.Count >= events.Count * 3
            && tokens.Count(IsId) * 20 >= tokens.Count * 19
            && tokens.Distinct(StringComparer.Ordinal).Count() * 4 <= tokens.Count;
    }

    /// <summary>Up to 16 letters, digits, _ and -, with a digit or without a small letter.</summary>
    private static bool IsId(string token) =>
        IdSigns().IsMatch(token) && (token.Any(char.IsAsciiDigit) || !token.Any(char.IsAsciiLetterLower));

    private static bool IsDated(string text) => Digits().Count(text[..Math.Min(text.Length, 24)]) >= 2;

    private static bool ShareBeginnings(List<string> events) =>
        events.Count > 1 && events.Select(Beginning).Distinct(StringComparer.Ordinal).Count() * 2 <= events.Count;

    /// <summary>The first two words of the masked first 64 bytes, run together.</summary>
    private static string Beginning(string text)
    {
        var start = Encoding.Latin1.GetBytes(text[..Math.Min(text.Length, 64)]);
        var masked = Encoding.Latin1.GetString([.. Masking.Mask(start).Select(at => at.Value)]);
        return string.Concat(Words().Matches(masked).Take(2).Select(word => word.Value));
    }

    private static string[] Tokens(string text) => text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\A[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[0-9][0-9:TZ.+/-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9\x80-\xff_.-]*=", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdSigns();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"[A-Za-z0-9\x80-\xff]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
