using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection;

/// <summary>Where people are with an anomaly.</summary>
internal sealed record ResolveAnomalyRequest(AnomalyStatus Status, string? Note = null);

/// <summary>Whether it was one.</summary>
internal sealed record FeedbackRequest(FeedbackVerdict Verdict, string? Note = null);

/// <summary>A stored anomaly with where it was found, where people are with it, and what it takes to score it again.</summary>
internal sealed record StoredAnomalyAnswer(
    string Id,
    string StreamId,
    long Sequence,
    DateTimeOffset At,
    AnomalyStatus Status,
    string? Note,
    DateTimeOffset? StatusAt,
    AnomalyAnswer Anomaly,
    ReproducibilityAnswer Reproducibility)
{
    public static StoredAnomalyAnswer From(Anomaly anomaly) => new(
        anomaly.Id.Value.ToString(),
        anomaly.Stream.Value.ToString(),
        anomaly.Sequence,
        anomaly.At,
        anomaly.Status,
        anomaly.Note,
        anomaly.StatusAt,
        AnomalyAnswer.From(anomaly),
        new ReproducibilityAnswer(
            anomaly.CoreVersion,
            anomaly.ModelDigest is { } digest ? $"sha256:{digest}" : null,
            anomaly.Sequence,
            anomaly.Alpha));
}

/// <summary>
/// The core, the snapshot before the event, the event's place in the log and the level: replaying the log from that snapshot
/// gives the same bits and the same verdict.
/// </summary>
internal sealed record ReproducibilityAnswer(string CoreVersion, string? ModelDigest, long Sequence, double Alpha);
