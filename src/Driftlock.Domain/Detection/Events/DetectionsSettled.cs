using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection.Events;

/// <summary>Events were scored and the scores committed: the units reserved for the run are used.</summary>
/// <param name="Organization">Who used them.</param>
/// <param name="Run">The run for which they were reserved.</param>
/// <param name="Stream">The stream whose events were scored; none for a stateless analysis.</param>
/// <param name="Credential">The key or session that asked.</param>
/// <param name="Units">Events scored.</param>
/// <param name="At">When they were committed, by the server's clock.</param>
public sealed record DetectionsSettled(
    OrganizationId Organization, Guid Run, StreamId? Stream, Guid? Credential, int Units, DateTimeOffset At) : IEvent;
