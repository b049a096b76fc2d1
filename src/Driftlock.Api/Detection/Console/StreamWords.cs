using System.Globalization;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection.Console;

/// <summary>Numbers and states of streams as people read them.</summary>
internal static class StreamWords
{
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>What the events look like, and which model decides.</summary>
    public static string Shape(StreamHead head) => (head.Shape, head.Mode) switch
    {
        (EventShape.Undetermined, _) => "shape not yet known",
        (var shape, DetectionMode.Anchored) => $"{Name(shape)}, anchored",
        (var shape, DetectionMode.Tracking) => $"{Name(shape)}, tracking",
        (var shape, _) => Name(shape),
    };

    public static string Bits(double bits) => bits.ToString(bits < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) =>
        $"{(share * 100).ToString("0.####", CultureInfo.InvariantCulture)} %";

    /// <summary>A share as a person says it: <c>1 in 100</c>.</summary>
    public static string OneIn(double share) => $"1 in {Count((long)Math.Round(1 / share))}";

    /// <summary>How many of them a list shows.</summary>
    public static string Flagged(long flagged, int shown) =>
        shown < flagged ? $"the dearest {Count(shown)} of {Count(flagged)}" : Count(flagged);

    /// <summary>What an anomaly costs beside what is usual, and its p-value with its sentence.</summary>
    public static string Reason(Anomaly one) =>
        $"{Bits(one.Bits)} bits, usually about {Bits(one.ExpectedBits)} · {Rare(one)}.";

    /// <summary>Its p-value with its sentence.</summary>
    public static string Rare(Anomaly one) =>
        Rarity.Of(one.PDeciding, one.Flags.Contains("extrapolated"), one.CalibrationEvents, "event");

    private static string Name(EventShape shape) => shape switch
    {
        EventShape.Log => "log lines",
        EventShape.Text => "texts",
        EventShape.Record => "records",
        EventShape.Session => "sessions",
        EventShape.Numeric => "numbers",
        _ => $"{shape}",
    };
}
