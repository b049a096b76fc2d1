using System.Globalization;
using System.Text;
using System.Text.Json;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared;

/// <summary>
/// JSON that may be shown on a terminal: the framework's relaxed encoder leaves signs that reorder or hide text as they
/// are, its strict ones escape every letter outside of ASCII and every quote.
/// </summary>
internal static class SafeJson
{
    public static void WriteSafe(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> text)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(Quote(text), skipInputValidation: true);
    }

    public static void WriteSafe(this Utf8JsonWriter writer, string name, string text) =>
        writer.WriteSafe(name, Encoding.UTF8.GetBytes(text));

    /// <summary>An element of an array.</summary>
    public static void WriteSafe(this Utf8JsonWriter writer, string text) =>
        writer.WriteRawValue(Quote(Encoding.UTF8.GetBytes(text)), skipInputValidation: true);

    /// <summary>The text as a JSON string; bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Quote(ReadOnlySpan<byte> text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        while (!text.IsEmpty)
        {
            // What is no UTF-8 is decoded as the replacement character.
            _ = Rune.DecodeFromUtf8(text, out var rune, out var length);
            Append(json, rune);
            text = text[length..];
        }

        return json.Append('"').ToString();
    }

    private static void Append(StringBuilder json, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        chars = chars[..rune.EncodeToUtf16(chars)];
        if (rune.Value is '"' or '\\') json.Append('\\').Append(chars);
        else if (rune.Value != '\t' && SafeText.IsHarmless(rune)) json.Append(chars);
        else foreach (var unit in chars) json.Append(CultureInfo.InvariantCulture, $@"\u{(int)unit:x4}");
    }
}
