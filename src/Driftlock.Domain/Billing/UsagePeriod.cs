using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Billing;

/// <summary>
/// The counters of one organization's period. They only grow, and only by the statements that reserve and book, so that
/// accepted = settled + rejected + pending at every moment.
/// </summary>
public sealed class UsagePeriod
{
    /// <summary>Whose it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Its first instant.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant after it.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Events that the plan includes; none where they are not limited.</summary>
    public long? Included { get; init; }

    /// <summary>Most events that are taken; none where nothing limits them.</summary>
    public long? Ceiling { get; init; }

    /// <summary>Units ever reserved.</summary>
    public long Accepted { get; init; }

    /// <summary>Units booked as used.</summary>
    public long Settled { get; init; }

    /// <summary>Units reserved and given back.</summary>
    public long Rejected { get; init; }

    /// <summary>Units used or reserved now.</summary>
    public long Used => Accepted - Rejected;

    /// <summary>Whether so many further units find room.</summary>
    public bool HasRoomFor(int units) => Ceiling is not { } ceiling || units <= ceiling - Used;
}
