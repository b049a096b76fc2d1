using System.Text.Json.Serialization;
using Driftlock.Cli.Detection.Input;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection.Push;

/// <summary>
/// What is known of a batch beside its records; it stands before them in the spool, as a line of JSON.
/// </summary>
/// <param name="Key">The <c>Idempotency-Key</c>, under which it is taken once however often it is sent.</param>
/// <param name="Detect">Whether the records are to be scored.</param>
/// <param name="MediaType">What the records are.</param>
/// <param name="Input">Where they came from, as it was named.</param>
/// <param name="FirstLine">The line of the input at which the first record begins, from 1.</param>
/// <param name="HeaderLines">Lines of the body before that record.</param>
/// <param name="Records">How many there are.</param>
internal sealed record BatchLabel(
    string Key, bool Detect, string MediaType, string Input, long FirstLine, int HeaderLines, int Records)
{
    /// <summary>The line of the input that a line of the body was.</summary>
    public long LineOf(long line) => line <= HeaderLines ? line : FirstLine + line - HeaderLines - 1;

    /// <summary>The same for people, with the input's name unless that is standard input.</summary>
    public string PlaceOf(long line) => Place(LineOf(line));

    /// <summary>What it is called in a sentence.</summary>
    [JsonIgnore]
    public string Title => $"of the batch from {Place(FirstLine)} on";

    private string Place(long line) =>
        Input == Source.StandardInput ? $"{line}" : $"{SafeText.Of(Input)}:{line}";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BatchLabel))]
internal sealed partial class BatchLabelJson : JsonSerializerContext;
