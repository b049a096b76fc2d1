using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection;

/// <summary>Where people are with all anomalies of an incident.</summary>
/// <param name="Status">Any but <c>open</c>; <c>dismissed</c> says that they were none, and acts like that feedback.</param>
internal sealed record ResolveIncidentRequest(AnomalyStatus Status);

/// <summary>What became of an incident.</summary>
/// <param name="Changed">How many of its anomalies had another status before.</param>
internal sealed record ResolvedIncidentAnswer(int Changed);

/// <summary>Flagged events of one kind that came close together.</summary>
/// <param name="Id">Of the incident.</param>
/// <param name="StreamId">Where it was found.</param>
/// <param name="Count">Its events.</param>
/// <param name="FirstAt">When its first event was found.</param>
/// <param name="LastAt">When its newest event was found.</param>
internal sealed record IncidentAnswer(
    string Id, string StreamId, int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    public static IncidentAnswer From(AnomalyGroup incident) => new(
        incident.Id.ToString(), incident.Stream.Value.ToString(), incident.Count, incident.FirstAt, incident.LastAt);
}

/// <summary>An incident in the list of those that people are at one point with.</summary>
/// <param name="Id">Of the incident.</param>
/// <param name="Stream">Slug of the stream in which it was found.</param>
/// <param name="Count">Its anomalies of the status that was asked for.</param>
/// <param name="FirstAt">When its first event was found, whatever its status.</param>
/// <param name="Newest">The newest of those anomalies.</param>
internal sealed record IncidentInListAnswer(
    string Id, string Stream, int Count, DateTimeOffset FirstAt, StoredAnomalyAnswer Newest)
{
    public static IncidentInListAnswer From(Incident incident) => new(
        incident.Id.ToString(),
        incident.Stream,
        incident.Count,
        incident.FirstAt,
        StoredAnomalyAnswer.From(incident.Newest));
}
