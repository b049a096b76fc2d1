using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>What an organization taught its streams on a day without having it scored; a plan says how much that may be.</summary>
public sealed class TeachingDay
{
    /// <summary>How long a day is kept after it is over.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(35);

    /// <summary>Whose it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The day in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Bytes of the events, as the core took them.</summary>
    public required long Bytes { get; init; }
}
