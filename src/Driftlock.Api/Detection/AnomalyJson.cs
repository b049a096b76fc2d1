using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection;

/// <summary>Where people are with an anomaly.</summary>
/// <param name="Status">Any but <c>open</c>; <c>dismissed</c> says that it was none, and acts like that feedback.</param>
/// <param name="Note">What they say of it.</param>
internal sealed record ResolveAnomalyRequest(
    AnomalyStatus Status, [property: MaxLength(Anomaly.LongestNote)] string? Note = null);

/// <summary>Whether it was one.</summary>
/// <param name="Verdict">What people say; later events of its kind are judged accordingly.</param>
/// <param name="Note">What they say of it.</param>
internal sealed record FeedbackRequest(
    FeedbackVerdict Verdict, [property: MaxLength(Anomaly.LongestNote)] string? Note = null);

/// <summary>A stored anomaly with where it was found, where people are with it, and what it takes to score it again.</summary>
/// <param name="Id">Of the anomaly.</param>
/// <param name="StreamId">Where it was found.</param>
/// <param name="Sequence">Which event of the stream's log it is, from 0.</param>
/// <param name="At">When it was found.</param>
/// <param name="Status">Where people are with it.</param>
/// <param name="Note">What they said of it.</param>
/// <param name="StatusAt">Since when.</param>
/// <param name="Feedback"><c>confirmed</c> or <c>false_positive</c>, as they said; null as long as they said nothing.</param>
/// <param name="Anomaly">What was found.</param>
/// <param name="Reproducibility">What it takes to score it again.</param>
internal sealed record StoredAnomalyAnswer(
    string Id,
    string StreamId,
    long Sequence,
    DateTimeOffset At,
    AnomalyStatus Status,
    string? Note,
    DateTimeOffset? StatusAt,
    string? Feedback,
    AnomalyAnswer Anomaly,
    ReproducibilityAnswer Reproducibility)
{
    /// <summary>What came with the event; where one anomaly is asked for, as long as the log keeps it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SentEventAnswer? Event { get; init; }

    public static StoredAnomalyAnswer From(Anomaly anomaly) => new(
        anomaly.Id.Value.ToString(),
        anomaly.Stream.Value.ToString(),
        anomaly.Sequence,
        anomaly.At,
        anomaly.Status,
        anomaly.Note,
        anomaly.StatusAt,
        anomaly.Feedback is { } said ? JsonNamingPolicy.SnakeCaseLower.ConvertName($"{said}") : null,
        AnomalyAnswer.From(anomaly),
        new ReproducibilityAnswer(
            anomaly.CoreVersion,
            anomaly.ModelDigest is { } digest ? $"sha256:{digest}" : null,
            anomaly.Sequence,
            anomaly.Alpha));
}

/// <summary>What came with an event and was not scored.</summary>
/// <param name="Id">The sender's id of it.</param>
/// <param name="Timestamp">When it happened, according to its sender.</param>
/// <param name="Attributes">The object that the sender wanted kept beside it.</param>
internal sealed record SentEventAnswer(string? Id, DateTimeOffset? Timestamp, object? Attributes)
{
    public static SentEventAnswer From(SentEvent sent) =>
        new(sent.ClientId, sent.Time, sent.Attributes is null ? null : JsonNode.Parse(sent.Attributes));
}

/// <summary>
/// The core, the snapshot before the event, the event's place in the log and the level: replaying the log from that snapshot
/// gives the same bits and the same verdict.
/// </summary>
/// <param name="CoreVersion">Of the detection core.</param>
/// <param name="ModelDigest">Of the snapshot, as <c>sha256:</c> and 64 digits; none before the first.</param>
/// <param name="Sequence">Which event of the stream's log it is, from 0.</param>
/// <param name="Alpha">The level that it was judged by.</param>
internal sealed record ReproducibilityAnswer(string CoreVersion, string? ModelDigest, long Sequence, double Alpha);
