using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>
/// The time that an organization lives in, for subscriptions, periods and dunning. It is ahead of the real one only on
/// installations whose clocks may be moved, for trying a month out in a minute. Signatures, keys, sessions, leases and
/// rate limits go by the real time, <see cref="TimeProvider"/>.
/// </summary>
public interface IOrganizationClock
{
    /// <summary>The organization's time.</summary>
    ValueTask<DateTimeOffset> NowAsync(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Moves the organization's time, forwards only.</summary>
    /// <exception cref="InvalidOperationException">The installation does not allow it.</exception>
    Task AdvanceAsync(OrganizationId organization, TimeSpan by, CancellationToken cancellationToken);
}
