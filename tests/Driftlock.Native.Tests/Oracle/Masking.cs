using System.Text;
using System.Text.RegularExpressions;

namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// The mask: numbers and ids are folded, so that what remains is the form of an event. A word is a longest run of ASCII
/// letters and digits; every word with a digit is folded by the first rule that fits, all other bytes stay.
/// <list type="number">
/// <item>digits alone: <c>0</c> for one to three of them, <c>00</c> for more;</item>
/// <item>hexadecimal letters and digits, six or more together: <c>0x</c>;</item>
/// <item>any other mixture: each run of digits becomes <c>0</c>, the letters stay.</item>
/// </list>
/// </summary>
internal static partial class Masking
{
    /// <summary>The masked text, each byte with the offset in the text as written that it stands for.</summary>
    public static List<MaskedByte> Mask(ReadOnlySpan<byte> text)
    {
        var written = Encoding.Latin1.GetString(text);
        var masked = new List<MaskedByte>();
        var behind = 0;
        foreach (var word in Words().EnumerateMatches(written))
        {
            Keep(masked, written, behind, word.Index);
            Fold(masked, written, word.Index, word.Index + word.Length);
            behind = word.Index + word.Length;
        }

        Keep(masked, written, behind, written.Length);
        return masked;
    }

    private static void Fold(List<MaskedByte> masked, string written, int start, int end)
    {
        var word = written.AsSpan(start, end - start);
        if (Digits().IsMatch(word))
            Put(masked, word.Length <= 3 ? "0" : "00", start);
        else if (word.Length >= 6 && Hexadecimal().IsMatch(word) && word.ContainsAnyInRange('0', '9'))
            Put(masked, "0x", start);
        else
            FoldDigits(masked, written, start, end);
    }

    private static void FoldDigits(List<MaskedByte> masked, string written, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            if (!char.IsAsciiDigit(written[at])) Keep(masked, written, at, at + 1);
            else if (at == start || !char.IsAsciiDigit(written[at - 1])) Put(masked, "0", at);
        }
    }

    private static void Keep(List<MaskedByte> masked, string written, int from, int to) =>
        masked.AddRange(Enumerable.Range(from, to - from).Select(at => new MaskedByte((byte)written[at], at)));

    private static void Put(List<MaskedByte> masked, string folded, int origin) =>
        masked.AddRange(folded.Select((letter, place) => new MaskedByte((byte)letter, origin + place)));

    [GeneratedRegex("[0-9A-Za-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex("^[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex("^[0-9A-Fa-f]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();
}

/// <summary>A byte of the masked text.</summary>
/// <param name="Value">The byte.</param>
/// <param name="Origin">Offset in the text as written: its own, or its place in the run that it stands for.</param>
internal readonly record struct MaskedByte(byte Value, int Origin);
