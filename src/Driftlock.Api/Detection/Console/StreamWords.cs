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
