using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing;

/// <summary>Books what became of reserved units, each exactly once. Its rows are never changed.</summary>
public interface ILedger
{
    /// <summary>
    /// Books the units of runs of one organization as used, and what was reserved beyond them as given back. The same run
    /// again books nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A run has no reservation, was given up, or used more than it reserved: a bug, which somebody has to look at.
    /// </exception>
    Task SettleAsync(
        IReadOnlyList<DetectionsSettled> settled, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Gives back what the run reserved, once the work fence says that it cannot be committed any more. Nothing happens to a
    /// run that has nothing pending, or that was committed and waits for its settlement.
    /// </summary>
    Task GiveBackAsync(
        OrganizationId organization, Guid run, GiveBackReason why, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Why units were given back.</summary>
public enum GiveBackReason
{
    /// <summary>The work was refused or failed, and said so.</summary>
    Released,

    /// <summary>The work was not heard of until its lease ended. A lease that stands is left alone.</summary>
    Expired,
}
