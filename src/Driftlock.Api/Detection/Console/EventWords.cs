using System.Globalization;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection.Console;

/// <summary>What an event costs and how rare that is, as people read it.</summary>
internal static class EventWords
{
    private const int LongestWord = 80;

    /// <summary>What it is, in two words.</summary>
    public static string Title(StoredEvent one) => one switch
    {
        { Anomaly.Status: AnomalyStatus.Dismissed } => "Event that was not unusual",
        { Anomaly: not null } => "Unusual event",
        _ when one.Flags.HasFlag(ScoreFlags.Learning) => "Event that was not judged",
        _ when IsQuiet(one) => "Event of a quiet kind",
        _ => "Usual event",
    };

    /// <summary>The bits against what is usual, and the p-value with its sentence.</summary>
    public static string Sentence(StoredEvent one)
    {
        if (one.Flags.HasFlag(ScoreFlags.Learning))
        {
            return "It came while the stream was learning what is usual: it was not judged.";
        }

        var bits = $"{Bits(one.Bits)} bits";
        if (one.Usual is { } usual) bits += $", usually {Range(usual)}";
        return $"{bits} · {Rare(one)}";
    }

    /// <summary>Whether it would be flagged, had people not said that its kind is usual.</summary>
    public static bool IsQuiet(StoredEvent one) =>
        one.Anomaly is null && !one.Flags.HasFlag(ScoreFlags.Learning) && one.PValue <= one.Stream.Head.Alpha;

    public static string Bits(double bits) => bits.ToString(bits < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) =>
        $"{(share * 100).ToString("0.####", CultureInfo.InvariantCulture)} %";

    /// <summary>A word of an event, harmless and not too long.</summary>
    public static string Word(byte[] text, WordCost word)
    {
        var bytes = text.AsSpan(word.Start..word.End);
        return SafeText.Of(bytes[Excerpt.Of(bytes, [], LongestWord)]) + (bytes.Length > LongestWord ? "…" : "");
    }

    public static string Status(AnomalyStatus status) => status switch
    {
        AnomalyStatus.Open => "open",
        AnomalyStatus.Acknowledged => "acknowledged",
        AnomalyStatus.Investigating => "investigating",
        AnomalyStatus.Resolved => "resolved",
        _ => "not unusual",
    };

    public static string Severity(Severity severity) => severity switch
    {
        Domain.Detection.Severity.Critical => "critical",
        Domain.Detection.Severity.High => "high",
        Domain.Detection.Severity.Medium => "medium",
        _ => "low",
    };

    private static string Range(BitsRange usual) =>
        usual.Low == usual.High ? Bits(usual.Low) : $"{Bits(usual.Low)} to {Bits(usual.High)}";

    private static string Rare(StoredEvent one) => Rarity.Of(
        one.PValue,
        one.Flags.HasFlag(ScoreFlags.Extrapolated),
        one.Anomaly?.CalibrationEvents ?? one.Stream.Head.CalibrationEvents,
        "event");
}
