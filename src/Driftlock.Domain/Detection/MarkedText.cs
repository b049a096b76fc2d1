using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>A part of an event as people see it: harmless, and marked or not.</summary>
public readonly record struct MarkedPart(string Text, MarkStrength? Strength);

/// <summary>Cuts an event at its marks.</summary>
public static class MarkedText
{
    private const string Omission = "…";

    /// <summary>The parts of the event in their order, of a long one those of its excerpt.</summary>
    /// <param name="text">The event.</param>
    /// <param name="words">Its words, dearest first: the excerpt is about the first.</param>
    /// <param name="marks">What is marked, in order.</param>
    /// <param name="mostBytes">Bytes of the excerpt.</param>
    /// <param name="keepsLines">As of <see cref="SafeText.Of(ReadOnlySpan{byte}, bool)"/>.</param>
    public static IReadOnlyList<MarkedPart> Parts(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<WordCost> words,
        IReadOnlyList<Mark> marks,
        int mostBytes,
        bool keepsLines = false)
    {
        var (from, length) = Excerpt.Of(text, words, mostBytes).GetOffsetAndLength(text.Length);
        var end = from + length;
        var parts = new List<MarkedPart>();
        if (from > 0) parts.Add(new MarkedPart(Omission, null));

        var at = from;
        foreach (var mark in marks)
        {
            if (mark.End <= at || mark.Start >= end) continue;
            var start = Math.Max(mark.Start, at);
            if (start > at) parts.Add(new MarkedPart(SafeText.Of(text[at..start], keepsLines), null));
            at = Math.Min(mark.End, end);
            parts.Add(new MarkedPart(SafeText.Of(text[start..at], keepsLines), mark.Strength));
        }

        if (at < end) parts.Add(new MarkedPart(SafeText.Of(text[at..end], keepsLines), null));
        if (end < text.Length) parts.Add(new MarkedPart(Omission, null));
        return parts;
    }
}
