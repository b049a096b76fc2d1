using Driftlock.Domain.Detection;

namespace Driftlock.Cli.Detection;

/// <summary>What came out for a line.</summary>
/// <param name="File">The input, as it was named.</param>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="ByteOffset">Its first byte in the text, after unpacking.</param>
/// <param name="Score">How unusual it is.</param>
/// <param name="Verdict">What that means at the level that was asked for.</param>
/// <param name="Usual">What the lines before it cost.</param>
internal sealed record Finding(
    string File, long Line, long ByteOffset, EventScore Score, Verdict Verdict, BitsRange Usual)
{
    /// <summary>What the stream is made of.</summary>
    public EventShape Shape { get; init; }

    /// <summary>Whether the mask hides what matters: of sessions and numbers the values are all there is.</summary>
    public bool IsAllValues => Shape is EventShape.Session or EventShape.Numeric;

    /// <summary>Lines of one masked form have the same: 16 hexadecimal digits, in every run and file.</summary>
    public string GroupId { get; init; } = "";

    /// <summary>How far beyond what the rate lets through by chance it is.</summary>
    public Attention Attention { get; init; }

    /// <summary>Further lines of its group that it stands for, if any.</summary>
    public MoreLines? More { get; init; }
}

/// <summary>Lines that another one stands for.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The numbers of the first of them.</param>
internal sealed record MoreLines(long Count, IReadOnlyList<long> First);

/// <summary>A line with what came out for it; its bytes are valid only until the next one is judged.</summary>
internal readonly ref struct JudgedLine(Finding finding, ReadOnlySpan<byte> text, ReadOnlySpan<WordCost> words)
{
    public Finding Finding { get; } = finding;

    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>What its dearest words cost, dearest first; an empty line has none.</summary>
    public ReadOnlySpan<WordCost> Words { get; } = text.IsEmpty ? [] : words;

    /// <summary>The same line with more known of it.</summary>
    public JudgedLine With(Finding known) => new(known, Text, Words);

    /// <summary>A copy that stays.</summary>
    public KeptLine Keep() => new(Finding, Text.ToArray(), Words.ToArray());
}

/// <summary>A judged line that is kept for later.</summary>
internal sealed record KeptLine(Finding Finding, byte[] Text, WordCost[] Words)
{
    public JudgedLine Judged => new(Finding, Text, Words);
}
