namespace Driftlock.Domain.Detection;

/// <summary>Counts in how many other events the words of an event stand.</summary>
public sealed class SeenWords
{
    private readonly ReadOnlyMemory<byte> text;
    private readonly IReadOnlyList<WordCost> words;
    private readonly long[] seen;

    /// <summary>Of this event, none counted yet.</summary>
    public SeenWords(ReadOnlyMemory<byte> text, IReadOnlyList<WordCost> words)
    {
        (this.text, this.words) = (text, words);
        seen = new long[words.Count];
    }

    /// <summary>In how many of the events a word stands, by its place among the words.</summary>
    public IReadOnlyList<long> Counts => seen;

    /// <summary>Looks at one more event.</summary>
    public void Add(ReadOnlySpan<byte> other)
    {
        for (var word = 0; word < seen.Length; word++)
        {
            if (HasWord(other, text.Span[words[word].Start..words[word].End])) seen[word]++;
        }
    }

    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var from = 0;
        while (text[from..].IndexOf(word) is var found and >= 0)
        {
            var (start, end) = (from + found, from + found + word.Length);
            if ((start == 0 || !IsWord(text[start - 1])) && (end == text.Length || !IsWord(text[end]))) return true;
            if (start == text.Length) break;
            from = start + 1;
        }

        return false;
    }

    // What the core takes for a part of a word.
    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value >= 0x80;
}
