using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared;

/// <summary>
/// JSON that may be shown on a terminal: the framework's relaxed encoder leaves signs that reorder or hide text as they
/// are, its strict ones escape every letter outside of ASCII and every quote.
/// </summary>
internal static class SafeJson
{
    // For a character as two escaped halves, and the quote at the end.
    private const int Room = 16;

    public static void WriteSafe(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> text)
    {
        writer.WritePropertyName(name);
        writer.WriteSafe(text);
    }

    public static void WriteSafe(this Utf8JsonWriter writer, string name, string text) =>
        writer.WriteSafe(name, Encoding.UTF8.GetBytes(text));

    /// <summary>An element of an array.</summary>
    public static void WriteSafe(this Utf8JsonWriter writer, string text) =>
        writer.WriteSafe(Encoding.UTF8.GetBytes(text));

    /// <summary>The text as a JSON string; bytes that are no UTF-8 become U+FFFD.</summary>
    public static void WriteSafe(this Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        var json = ArrayPool<byte>.Shared.Rent(text.Length + Room);
        try
        {
            json[0] = (byte)'"';
            var end = 1;
            while (!text.IsEmpty)
            {
                if (json.Length - end < Room) Grow(ref json, end + text.Length + Room);

                // What is no UTF-8 is decoded as the replacement character.
                _ = Rune.DecodeFromUtf8(text, out var rune, out var length);
                end += Append(json.AsSpan(end), rune);
                text = text[length..];
            }

            json[end++] = (byte)'"';
            writer.WriteRawValue(json.AsSpan(0, end), skipInputValidation: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }
    }

    private static void Grow(ref byte[] json, int atLeast)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(atLeast, json.Length * 2));
        json.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(json);
        json = larger;
    }

    private static int Append(Span<byte> json, Rune rune)
    {
        if (rune.Value is '"' or '\\')
        {
            json[0] = (byte)'\\';
            json[1] = (byte)rune.Value;
            return 2;
        }

        if (rune.Value != '\t' && SafeText.IsHarmless(rune)) return rune.EncodeToUtf8(json);

        Span<char> chars = stackalloc char[2];
        var end = 0;
        foreach (var unit in chars[..rune.EncodeToUtf16(chars)])
        {
            Utf8.TryWrite(json[end..], CultureInfo.InvariantCulture, $@"\u{(int)unit:x4}", out var written);
            end += written;
        }

        return end;
    }
}
