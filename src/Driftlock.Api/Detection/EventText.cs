using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Detection;
using Microsoft.OpenApi;

namespace Driftlock.Api.Detection;

/// <summary>
/// An event as it is scored: the line as sent, or a JSON object's compact text in the order sent. An object that has
/// <c>body</c> and no key but those of an envelope carries the event in its body, and beside it what is known of the event.
/// </summary>
[JsonConverter(typeof(EventTextConverter))]
internal readonly record struct EventText(string Text)
{
    public string? Id { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>A JSON object that is kept and not scored.</summary>
    public string? Attributes { get; init; }

    public IncomingEvent ToIncoming() => new(Encoding.UTF8.GetBytes(Text))
    {
        Id = Id,
        Time = Timestamp,
        Attributes = Attributes,
    };
}

internal sealed class EventTextConverter : JsonConverter<EventText>, IDescribedConverter
{
    /// <summary>Longest number of a record, in characters: digits, sign, point and exponent.</summary>
    public const int LongestNumber = 1000;

    private static readonly string[] EnvelopeKeys = ["body", "timestamp", "id", "attributes"];

    public string SchemaName => "Event";

    public OpenApiSchema Describe() => EventSchema.Create();

    public override EventText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var sent = Parse(ref reader, options);
        if (Unfit(sent) is { } why) throw new FormException(why);

        if (!IsEnvelope(sent)) return new EventText(TextOf(sent));

        return new EventText(TextOf(sent.GetProperty("body")))
        {
            Id = Optional(sent, "id", JsonValueKind.String)?.GetString(),
            Timestamp = Optional(sent, "timestamp", JsonValueKind.String) is { } time ? TimeOf(time) : null,
            Attributes = Optional(sent, "attributes", JsonValueKind.Object)?.GetRawText(),
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
            throw new FormException("An event is malformed.", exception);
        }
    }

    private static bool IsEnvelope(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("body", out _)
        && element.EnumerateObject().All(property => EnvelopeKeys.Contains(property.Name));

    private static string TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Object => Compact(JsonMarshal.GetRawUtf8Value(element)),
        _ => throw new FormException("An event is a string or an object."),
    };

    private static JsonElement? Optional(JsonElement envelope, string name, JsonValueKind kind)
    {
        if (!envelope.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == kind ? value : throw new FormException($"The {name} of an event is no {kind}.");
    }

    private static DateTimeOffset TimeOf(JsonElement value) =>
        value.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : throw new FormException("The timestamp of an event is not of RFC 3339.");

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

    // What well-formed JSON may have and an event may not.
    private static string? Unfit(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Unfit(element.GetString()!),
        JsonValueKind.Number when JsonMarshal.GetRawUtf8Value(element).Length > LongestNumber =>
            $"A number of an event has at most {LongestNumber} characters.",
        JsonValueKind.Array => FirstOf(element.EnumerateArray().Select(Unfit)),
        JsonValueKind.Object => FirstOf(
            element.EnumerateObject().Select(property => Unfit(property.Name) ?? Unfit(property.Value))),
        _ => null,
    };

    // PostgreSQL holds none in a text.
    private static string? Unfit(string text) => text.Contains('\0') ? "An event has no U+0000." : null;

    private static string? FirstOf(IEnumerable<string?> found) => found.FirstOrDefault(one => one is not null);
}
