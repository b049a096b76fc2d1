using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Driftlock.Api.Detection;

/// <summary>
/// An event as it is scored: the line as sent, or a JSON object's compact text in the order sent. An object that has
/// <c>body</c> and no key but those of an envelope carries the event in its body.
/// </summary>
[JsonConverter(typeof(EventTextConverter))]
internal readonly record struct EventText(string Text);

internal sealed class EventTextConverter : JsonConverter<EventText>
{
    private static readonly string[] EnvelopeKeys = ["body", "timestamp", "id", "attributes"];

    public override EventText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var sent = Parse(ref reader, options);
        if (HasNul(sent)) throw new JsonException("An event has no U+0000.");

        var element = WithoutEnvelope(sent);
        return element.ValueKind switch
        {
            JsonValueKind.String => new EventText(element.GetString()!),
            JsonValueKind.Object => new EventText(Compact(JsonMarshal.GetRawUtf8Value(element))),
            _ => throw new JsonException("An event is a string or an object."),
        };
    }

    public override void Write(Utf8JsonWriter writer, EventText value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);

    // Thrown anew, because the inner reader's exception does not know the place in the body.
    private static JsonElement Parse(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(ref reader, options);
        }
        catch (JsonException exception)
        {
            throw new JsonException("An event is malformed.", exception);
        }
    }

    private static JsonElement WithoutEnvelope(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("body", out var body)
        && element.EnumerateObject().All(property => EnvelopeKeys.Contains(property.Name))
            ? body
            : element;

    // Only the space between the tokens goes. Writing it anew would also rewrite escapes, and rare characters as such.
    private static string Compact(ReadOnlySpan<byte> json)
    {
        var kept = new byte[json.Length];
        var (length, inString, escaped) = (0, false, false);
        foreach (var sign in json)
        {
            if (!inString && sign is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;

            kept[length++] = sign;
            if (sign == '"' && !escaped) inString = !inString;
            escaped = sign == '\\' && !escaped;
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static bool HasNul(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Contains('\0'),
        JsonValueKind.Array => element.EnumerateArray().Any(HasNul),
        JsonValueKind.Object => element.EnumerateObject()
            .Any(property => property.Name.Contains('\0') || HasNul(property.Value)),
        _ => false,
    };
}
