using System.Text;
using System.Text.Json.Serialization;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection;

/// <summary>Events to look at, and what is known to be usual; without a baseline the first events teach.</summary>
internal sealed record DetectDemoRequest(
    IReadOnlyList<EventText> Events, IReadOnlyList<EventText>? Baseline = null, string? Profile = null)
{
    public int Count => Events.Count + (Baseline?.Count ?? 0);

    public AnalyzeEvents ToQuery()
    {
        var query = new AnalyzeEvents(Texts(Events)) { Baseline = Texts(Baseline ?? []) };
        return Profile is null ? query : query with { Profile = Profile };
    }

    private static string[] Texts(IReadOnlyList<EventText> events) => [.. events.Select(each => each.Text)];
}

/// <summary>What detection answers, without what needs a stream or an account.</summary>
internal sealed record DetectAnswer(
    int Received,
    int Scored,
    long Learned,
    int AnomalyCount,
    IReadOnlyList<AnomalyAnswer> Anomalies,
    ModelAnswer Model,
    string RequestId)
{
    public static DetectAnswer From(AnalyzedEvents found, int received, string requestId) => new(
        received,
        found.Scored,
        found.Model.Events,
        found.Anomalies.Count,
        [.. found.Anomalies.Select(AnomalyAnswer.From)],
        ModelAnswer.From(found.Model, found.ModelDigest, found.Core),
        requestId);
}

/// <summary>An unusual event; one that was stored has an id and belongs to a group.</summary>
internal sealed record AnomalyAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GroupId,
    string EventText,
    double Bits,
    double ExpectedBits,
    double Score,
    double PValue,
    double PRecent,
    int CalibrationEvents,
    Severity Severity,
    IReadOnlyList<string> Flags,
    string Explanation,
    IReadOnlyList<AttributionAnswer> Attribution,
    MetricsAnswer Metrics)
{
    public static AnomalyAnswer From(FoundAnomaly found) => new(
        null,
        found.Index,
        null,
        found.Text,
        found.Score.Bits,
        found.Score.ExpectedBits,
        found.Score.Score,
        found.Score.AnchorPValue,
        found.Score.RecentPValue,
        found.Score.CalibrationEvents,
        found.Score.Severity,
        [.. FlagsOf(found)],
        found.Explanation,
        [.. found.Words.Select(word => new AttributionAnswer(word.Start, word.End, word.Bits))],
        MetricsAnswer.From(found));

    public static AnomalyAnswer From(Anomaly anomaly, int? index = null) => new(
        anomaly.Id.Value.ToString(),
        index,
        anomaly.Group.ToString(),
        Encoding.UTF8.GetString(anomaly.Text),
        anomaly.Bits,
        anomaly.ExpectedBits,
        anomaly.Score,
        anomaly.PValue,
        anomaly.PRecent,
        anomaly.CalibrationEvents,
        anomaly.Severity,
        anomaly.Flags,
        anomaly.Explanation,
        [.. anomaly.Words.Select(word => new AttributionAnswer(word.Start, word.End, word.Bits))],
        MetricsAnswer.Of(anomaly.Text.Length, anomaly.Bits, anomaly.PDeciding));

    private static IEnumerable<string> FlagsOf(FoundAnomaly found)
    {
        if (found.Score.Flags.HasFlag(ScoreFlags.Extrapolated)) yield return "extrapolated";
        if (found.Verdict == Verdict.InsufficientCalibration) yield return "insufficient_calibration";
        if (found.Score.Flags.HasFlag(ScoreFlags.Truncated)) yield return "truncated";
    }
}

/// <summary>A part of the event, as byte offsets into its text in UTF-8, and what it cost.</summary>
internal sealed record AttributionAnswer(int Start, int End, double Bits);

internal sealed record MetricsAnswer(double CompressionRatio, double Confidence)
{
    public static MetricsAnswer From(FoundAnomaly found) =>
        Of(Encoding.UTF8.GetByteCount(found.Text), found.Score.Bits, found.Score.PValue);

    public static MetricsAnswer Of(int bytes, double bits, double pValue) =>
        new(8.0 * bytes / Math.Max(bits, 1), 1 - pValue);
}

internal sealed record ModelAnswer(
    string Version,
    string Digest,
    string State,
    EventShape Shape,
    DetectionMode Mode,
    int BaselineEvents,
    int EventsNeeded)
{
    public static ModelAnswer From(StreamModelDescription model, string digest, CoreDescription core) => new(
        core.Version,
        $"sha256:{digest}",
        model.Ready ? "ready" : "learning",
        model.Shape,
        model.Mode,
        model.BaselineEvents,
        model.EventsNeeded);
}
