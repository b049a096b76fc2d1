using System.Text.Json;
using System.Text.Json.Serialization;

namespace Driftlock.Api.Shared;

/// <summary>How JSON looks on the wire: snake_case, and strict about what comes in.</summary>
internal static class WireJson
{
    private const int DeepestBody = 32;

    public static void AddWireJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(options =>
    {
        var json = options.SerializerOptions;
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        json.Converters.Add(new Text());
        json.MaxDepth = DeepestBody;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.PropertyNameCaseInsensitive = false;
        json.AllowDuplicateProperties = false;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
    });

    // PostgreSQL holds no U+0000 in a text.
    private sealed class Text : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new FormException("A text is expected.");

            var text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? throw new FormException("A text has no U+0000.") : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);

        public override string ReadAsPropertyName(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.GetString()!;
            return name.Contains('\0', StringComparison.Ordinal) ? throw new FormException("A name has no U+0000.") : name;
        }

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }
}
