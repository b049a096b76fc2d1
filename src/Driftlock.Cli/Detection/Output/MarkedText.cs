using Driftlock.Cli.Shared;

namespace Driftlock.Cli.Detection.Output;

/// <summary>A part of a line as people see it: harmless, and marked or not.</summary>
internal readonly record struct TextPart(string Text, Look Look);

/// <summary>Cuts a line at its marks.</summary>
internal static class MarkedText
{
    private const string Omission = "…";
    private const string Nothing = "(empty line)";

    /// <summary>The parts of the line in their order, of a long one those of its excerpt.</summary>
    public static IEnumerable<TextPart> Parts(JudgedLine line, IReadOnlyList<Mark> marks, int mostBytes)
    {
        var text = line.Text;
        if (text.IsEmpty) return [new TextPart(Nothing, Look.Quiet)];

        var (from, length) = Excerpt.Of(text, line.Words, mostBytes).GetOffsetAndLength(text.Length);
        var end = from + length;
        var parts = new List<TextPart>();
        if (from > 0) parts.Add(new TextPart(Omission, Look.Plain));

        var at = from;
        foreach (var mark in marks)
        {
            if (mark.End <= at || mark.Start >= end) continue;
            var start = Math.Max(mark.Start, at);
            if (start > at) parts.Add(new TextPart(SafeText.Of(text[at..start]), Look.Plain));
            at = Math.Min(mark.End, end);
            parts.Add(new TextPart(SafeText.Of(text[start..at]), mark.Look));
        }

        if (at < end) parts.Add(new TextPart(SafeText.Of(text[at..end]), Look.Plain));
        if (end < text.Length) parts.Add(new TextPart(Omission, Look.Plain));
        return parts;
    }
}
