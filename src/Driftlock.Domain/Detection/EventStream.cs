using System.Text.RegularExpressions;
using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>
/// A stream: a named sequence of events with a model and settings of its own. Called so in code, because
/// <c>System.IO</c> has a <c>Stream</c> too.
/// </summary>
public sealed partial class EventStream : Aggregate<StreamId>
{
    /// <summary>Events that teach before the first is judged, unless the stream was made with another number.</summary>
    public const int UsualBaseline = 400;

    /// <summary>Longest slug, and longest name.</summary>
    public const int LongestSlug = 63, LongestName = 200;

    /// <summary>Days for which events can be kept: each class is dropped by whole partitions.</summary>
    public static IReadOnlyList<short> RetentionClasses { get; } = [7, 30, 90, 365];

    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Unique in its organization; the name in addresses.</summary>
    public required string Slug { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; set; }

    /// <summary>The shape it was made with; undetermined if it is to be found from the events.</summary>
    public EventShape Shape { get; init; } = EventShape.Undetermined;

    /// <summary>Which model decides, as it was made.</summary>
    public DetectionMode Mode { get; init; } = DetectionMode.Automatic;

    /// <summary>Events that teach before the first is judged.</summary>
    public int BaselineEvents { get; init; } = UsualBaseline;

    /// <summary>Whether events that are only sent are scored too.</summary>
    public bool DetectOnIngest { get; set; }

    /// <summary>
    /// Days for which its events and anomalies are kept, one of <see cref="RetentionClasses"/>, where the plan keeps them
    /// longer; as long as the plan does if it is null.
    /// </summary>
    public short? RetentionDays { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The class of an event that comes now: the shorter of the stream's own and the plan's.</summary>
    /// <param name="plan">Days for which the plan keeps events.</param>
    public short RetentionUnder(int plan) => (short)Math.Min(RetentionDays ?? plan, plan);

    /// <summary>Whether a stream can be called so: what could be taken for an id cannot.</summary>
    public static bool IsSlug(string text) => SlugForm().IsMatch(text) && !Guid.TryParse(text, out _);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex SlugForm();
}
