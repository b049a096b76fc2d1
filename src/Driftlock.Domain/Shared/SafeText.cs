using System.Buffers;
using System.Globalization;
using System.Text;

namespace Driftlock.Domain.Shared;

/// <summary>
/// Text from outside on its way to a terminal or a page: whatever could command a terminal, reorder a line or hide in
/// it is written out as <c>\x1B</c> or <c>\u{202E}</c>, and so are bytes that are no UTF-8.
/// </summary>
public static class SafeText
{
    /// <summary>The text, harmless.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The text, harmless.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="keepsLines">Whether the ends of lines stay: where they are drawn as such and end nothing else.</param>
    public static string Of(ReadOnlySpan<byte> text, bool keepsLines = false)
    {
        var safe = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (status != OperationStatus.Done) AppendBytes(safe, text[..length]);
            else if (IsHarmless(rune) || (keepsLines && rune.Value == '\n')) AppendRune(safe, rune);
            else if (rune.Value < 0x100) safe.Append(CultureInfo.InvariantCulture, $@"\x{rune.Value:X2}");
            else safe.Append(CultureInfo.InvariantCulture, $@"\u{{{rune.Value:X}}}");
            text = text[length..];
        }

        return safe.ToString();
    }

    /// <summary>Whether a character shows as itself and does nothing else.</summary>
    public static bool IsHarmless(Rune rune) => rune.Value == '\t' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static void AppendBytes(StringBuilder safe, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) safe.Append(CultureInfo.InvariantCulture, $@"\x{value:X2}");
    }

    private static void AppendRune(StringBuilder safe, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        safe.Append(chars[..rune.EncodeToUtf16(chars)]);
    }
}
