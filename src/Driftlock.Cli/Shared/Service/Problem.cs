using System.Text.Json.Serialization;

namespace Driftlock.Cli.Shared.Service;

/// <summary>A refusal as RFC 9457 has it, as far as it is shown.</summary>
/// <param name="Title">What HTTP says.</param>
/// <param name="Detail">A sentence.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the answer.</param>
internal sealed record Problem(string? Title, string? Detail, string? Code, string? RequestId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
