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
        json.MaxDepth = DeepestBody;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.PropertyNameCaseInsensitive = false;
        json.AllowDuplicateProperties = false;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
    });
}
