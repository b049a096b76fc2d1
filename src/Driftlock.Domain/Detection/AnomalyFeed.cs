using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>
/// How many anomalies an organization has had. The database counts them while their transaction commits, and holds this
/// row until it has, so that places become visible in order: who has read up to a place has missed none before it.
/// </summary>
public sealed class AnomalyFeed
{
    /// <summary>Whose anomalies they are.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Place of the last one.</summary>
    public long Place { get; init; }
}
