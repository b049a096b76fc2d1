using Driftlock.Domain.Detection.Events;

namespace Driftlock.Application.Detection;

/// <summary>The places of anomalies in the feed of their organization: the order in which live streams tell them.</summary>
public interface IFeedPlaces
{
    /// <summary>
    /// Gives the next places to what was found, in this order, and tells the live streams once that is committed.
    /// Whoever sees a place sees all before it.
    /// </summary>
    /// <param name="found">Of one organization, at least one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task GiveAsync(IReadOnlyList<AnomaliesFound> found, CancellationToken cancellationToken);
}
