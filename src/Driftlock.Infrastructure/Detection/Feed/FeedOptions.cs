using System.ComponentModel.DataAnnotations;

namespace Driftlock.Infrastructure.Detection.Feed;

/// <summary>How many may follow at once: <c>Detection:Live</c>.</summary>
internal sealed class FeedOptions
{
    public const string Section = "Detection:Live";

    /// <summary>Live streams of an organization in this process.</summary>
    [Range(1, 4096)]
    public int PerOrganization { get; init; } = 50;

    /// <summary>Live streams of this process.</summary>
    [Range(1, 4096)]
    public int PerProcess { get; init; } = 1000;
}
