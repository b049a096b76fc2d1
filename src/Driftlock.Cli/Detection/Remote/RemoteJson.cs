using System.Text.Json.Serialization;

namespace Driftlock.Cli.Detection.Remote;

/// <summary>
/// The JSON of the service, as far as it is read here: more than that may come, less is another service.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IngestedRecords))]
[JsonSerializable(typeof(StoredAnomaly))]
[JsonSerializable(typeof(NamedStream))]
internal sealed partial class RemoteJson : JsonSerializerContext;
