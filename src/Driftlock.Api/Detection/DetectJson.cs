using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection;

/// <summary>Events to look at, and what is known to be usual; without a baseline the first events teach.</summary>
/// <param name="Events">The events in their order, a mebibyte of text together.</param>
/// <param name="Baseline">Events known to be usual, a mebibyte of text together.</param>
/// <param name="Profile">The share of usual events that may be flagged: 5 %, 1 % (without it) or 0.1 %.</param>
internal sealed record DetectDemoRequest(
    [property: MinLength(1), MaxLength(AnalyzeEvents.MaximumEvents)] IReadOnlyList<EventText> Events,
    [property: MaxLength(AnalyzeEvents.MaximumEvents)] IReadOnlyList<EventText>? Baseline = null,
    [property: AllowedValues("sensitive", "balanced", "strict")] string? Profile = null)
{
    // No property: it would be one of the body.
    public int Count() => Events.Count + (Baseline?.Count ?? 0);

    public AnalyzeEvents ToQuery()
    {
        var query = new AnalyzeEvents(Texts(Events)) { Baseline = Texts(Baseline ?? []) };
        return Profile is null ? query : query with { Profile = Profile };
    }

    private static string[] Texts(IReadOnlyList<EventText> events) => [.. events.Select(each => each.Text)];
}

/// <summary>What detection answers, without what needs a stream or an account.</summary>
/// <param name="Received">Events of the request, those of the baseline too.</param>
/// <param name="Scored">Events that were judged.</param>
/// <param name="Learned">Events that taught.</param>
/// <param name="AnomalyCount">How many are unusual.</param>
/// <param name="Anomalies">The unusual ones, in the order of the request.</param>
/// <param name="Model">The model that judged; it is gone.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the answer.</param>
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
/// <param name="Id">Of the stored anomaly.</param>
/// <param name="Index">The place of the event in the request, from 0; in the answer to a request of events alone.</param>
/// <param name="Line">The line of the record, from 1; in the answer to what was sent as it happened.</param>
/// <param name="GroupId">The incident that it belongs to, with others like it.</param>
/// <param name="EventText">What was scored: the line as sent, or the object's compact JSON in the order sent.</param>
/// <param name="Bits">What the event costs under the model that decides.</param>
/// <param name="ExpectedBits">What an event of the stream usually costs.</param>
/// <param name="Score">-log2 of the p-value that decided.</param>
/// <param name="PValue">The share of the anchor's usual events that are as odd.</param>
/// <param name="PRecent">The same among the recent events.</param>
/// <param name="CalibrationEvents">How many usual events it was compared with: no p-value is below 1/(n + 1).</param>
/// <param name="Severity">By the p-value: at most 0.0001, 0.001, 0.01, or above.</param>
/// <param name="Flags">What to know of the judgement.</param>
/// <param name="Explanation">The dearest parts in a sentence.</param>
/// <param name="Attribution">The dearest parts of the event; they never sum to more than its bits.</param>
/// <param name="Metrics">Figures for people who are used to them; nothing is decided by them.</param>
internal sealed record AnomalyAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Line,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GroupId,
    string EventText,
    double Bits,
    double ExpectedBits,
    double Score,
    [property: Range(0, 1)] double PValue,
    [property: Range(0, 1)] double PRecent,
    int CalibrationEvents,
    Severity Severity,
    [property: AllowedValues("extrapolated", "insufficient_calibration", "truncated", "drift", "suppressed")]
    IReadOnlyList<string> Flags,
    string Explanation,
    IReadOnlyList<AttributionAnswer> Attribution,
    MetricsAnswer Metrics)
{
    public static AnomalyAnswer From(FoundAnomaly found) => new(
        null,
        found.Index,
        null,
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
        null,
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
        [.. PartsOf(anomaly)],
        MetricsAnswer.Of(anomaly.Text.Length, anomaly.Bits, anomaly.PDeciding));

    private static IEnumerable<AttributionAnswer> PartsOf(Anomaly anomaly)
    {
        var places = Utf8.IsValid(anomaly.Text) ? null : PlacesIn(anomaly.Text);
        return anomaly.Words.Select(word => new AttributionAnswer(
            places?[word.Start] ?? word.Start, places?[word.End] ?? word.End, word.Bits));
    }

    // What is no UTF-8 leaves as U+FFFD, which has three bytes, and moves what stands behind it.
    private static int[] PlacesIn(ReadOnlySpan<byte> text)
    {
        var places = new int[text.Length + 1];
        var (at, shown) = (0, 0);
        while (at < text.Length)
        {
            _ = Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            places.AsSpan(at, length).Fill(shown);
            at += length;
            shown += rune.Utf8SequenceLength;
        }

        places[at] = shown;
        return places;
    }

    private static IEnumerable<string> FlagsOf(FoundAnomaly found)
    {
        if (found.Score.Flags.HasFlag(ScoreFlags.Extrapolated)) yield return "extrapolated";
        if (found.Verdict == Verdict.InsufficientCalibration) yield return "insufficient_calibration";
        if (found.Score.Flags.HasFlag(ScoreFlags.Truncated)) yield return "truncated";
    }
}

/// <summary>A part of the event and what it cost.</summary>
/// <param name="Start">Its first byte in <c>event_text</c> as UTF-8.</param>
/// <param name="End">The byte after its last.</param>
/// <param name="Bits">What it cost.</param>
internal sealed record AttributionAnswer(int Start, int End, double Bits);

/// <summary>Figures for people who are used to them; nothing is decided by them.</summary>
/// <param name="CompressionRatio">Bits of the event as sent, to the bits that it costs.</param>
/// <param name="Confidence">1 less the p-value that decided.</param>
internal sealed record MetricsAnswer(double CompressionRatio, double Confidence)
{
    public static MetricsAnswer From(FoundAnomaly found) =>
        Of(Encoding.UTF8.GetByteCount(found.Text), found.Score.Bits, found.Score.PValue);

    public static MetricsAnswer Of(int bytes, double bits, double pValue) =>
        new(8.0 * bytes / Math.Max(bits, 1), 1 - pValue);
}

/// <summary>A model that was made for a request.</summary>
/// <param name="Version">Of the detection core.</param>
/// <param name="Digest">Of the model, as <c>sha256:</c> and 64 digits.</param>
/// <param name="State">Whether it judges yet.</param>
/// <param name="Shape">What the events look like.</param>
/// <param name="Mode">Which model decides.</param>
/// <param name="BaselineEvents">Events that teach before the first is judged.</param>
/// <param name="EventsNeeded">Events until it judges; 0 when it does.</param>
internal sealed record ModelAnswer(
    string Version,
    string Digest,
    [property: AllowedValues("learning", "ready")] string State,
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
