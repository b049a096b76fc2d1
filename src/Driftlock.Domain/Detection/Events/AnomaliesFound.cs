using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection.Events;

/// <summary>A detection stored anomalies.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Anomalies">The anomalies, in the order of their events.</param>
/// <param name="At">When they were found, as each of them says.</param>
/// <param name="RetentionDays">Their retention class.</param>
public sealed record AnomaliesFound(
    OrganizationId Organization,
    StreamId Stream,
    IReadOnlyList<AnomalyId> Anomalies,
    DateTimeOffset At,
    short RetentionDays) : IEvent;
