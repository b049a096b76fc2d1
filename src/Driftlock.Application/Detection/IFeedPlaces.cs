using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>The places of anomalies in the feed of their organization: the order in which live streams tell them.</summary>
public interface IFeedPlaces
{
    /// <summary>
    /// Gives the next places to those that have none, in this order, and tells the live streams once that is committed.
    /// Whoever sees a place sees all before it. What is not there any more is passed over.
    /// </summary>
    Task GiveAsync(
        OrganizationId organization, IReadOnlyList<AnomalyId> anomalies, CancellationToken cancellationToken);
}
