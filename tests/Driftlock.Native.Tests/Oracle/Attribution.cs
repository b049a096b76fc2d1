namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// Which words cost the bits of an event. A word is a longest run of word bytes in the text as written (the whole text
/// if there is none). It owns what lies behind it up to the next word; the first one also what lies before it. A byte
/// of the masked text belongs to the word that owns its origin, the end of the event to the last word.
/// </summary>
internal static class Attribution
{
    private const int MostWords = 16;

    /// <summary>
    /// The dearest words by masked bits, dearest first, of equals the earlier one; but if the event is unusual as
    /// written, the word with the most bits as written leads.
    /// </summary>
    public static List<WordBits> DearestWords(byte[] text, Measured measured, bool literal)
    {
        var words = Split(text);
        var bits = new long[words.Count];
        var rawBits = new long[words.Count];
        var origins = Masking.Mask(text).Select(masked => masked.Origin).Append(text.Length);
        foreach (var (origin, cost) in origins.Zip(measured.MaskedCosts)) bits[Owner(words, origin)] += cost;
        foreach (var (origin, cost) in Enumerable.Range(0, text.Length + 1).Zip(measured.RawCosts))
            rawBits[Owner(words, origin)] += cost;

        var leading = literal ? Array.IndexOf(rawBits, rawBits.Max()) : -1;
        return
        [
            .. words
                .Select((word, at) => new WordBits(
                    word.Start, word.End, Bounded(bits[at]), Bounded(rawBits[at]), at == leading))
                .OrderByDescending(word => word.Literal).ThenByDescending(word => word.Bits).ThenBy(word => word.Start)
                .Take(MostWords),
        ];
    }

    private static List<(int Start, int End)> Split(byte[] text)
    {
        var words = new List<(int Start, int End)>();
        for (var at = 0; at < text.Length; at++)
        {
            if (!Contexts.IsWord(text[at])) continue;
            if (at > 0 && Contexts.IsWord(text[at - 1])) words[^1] = (words[^1].Start, at + 1);
            else words.Add((at, at + 1));
        }

        return words is [] ? [(0, text.Length)] : words;
    }

    private static int Owner(List<(int Start, int End)> words, int origin)
    {
        var before = words.BinarySearch((origin, int.MaxValue));
        return Math.Max(0, ~before - 1);
    }

    private static uint Bounded(long value) => (uint)Math.Min(value, uint.MaxValue);
}

/// <summary>What a word costs.</summary>
/// <param name="Start">First byte of the word in the event.</param>
/// <param name="End">The byte behind its last one.</param>
/// <param name="Bits">Of the masked text, in 1/256 bit.</param>
/// <param name="RawBits">Of the text as written, in 1/256 bit.</param>
/// <param name="Literal">Unusual as written rather than in its masked form.</param>
internal readonly record struct WordBits(int Start, int End, uint Bits, uint RawBits, bool Literal);
