namespace Driftlock.Domain.Detection;

/// <summary>The part of a very long event that is shown to people: what surrounds its dearest word.</summary>
public static class Excerpt
{
    private const int WordsShareBefore = 4;

    /// <summary>At most that many bytes of the text, cut between characters.</summary>
    public static Range Of(ReadOnlySpan<byte> text, ReadOnlySpan<WordCost> words, int mostBytes)
    {
        if (text.Length <= mostBytes) return ..text.Length;

        var dearest = words.IsEmpty ? 0 : words[0].Start;
        var start = Math.Clamp(dearest - (mostBytes / WordsShareBefore), 0, text.Length - mostBytes);
        var end = start + mostBytes;
        while (start > 0 && IsInsideCharacter(text[start])) start--;
        while (end < text.Length && IsInsideCharacter(text[end])) end--;
        return start..end;
    }

    private static bool IsInsideCharacter(byte value) => (value & 0xC0) == 0x80;
}
