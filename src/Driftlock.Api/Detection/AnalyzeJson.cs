using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection;

/// <summary>The shape of events as a request names it.</summary>
internal enum RequestedShape
{
    Auto = EventShape.Undetermined,
    Log = EventShape.Log,
    Text = EventShape.Text,
    Record = EventShape.Record,
    Session = EventShape.Session,
    Numeric = EventShape.Numeric,
}

/// <summary>Events to look at, and what is known to be usual.</summary>
internal sealed record AnalyzeRequest(
    IReadOnlyList<EventText> Events,
    IReadOnlyList<EventText>? Baseline = null,
    RequestedShape Shape = RequestedShape.Auto,
    string? Profile = null)
{
    public AnalyzeForAccount ToCommand(OrganizationId organization, Guid? credential)
    {
        var command = new AnalyzeForAccount(
            organization, [.. (Baseline ?? []).Select(one => one.Text)], [.. Events.Select(one => one.Text)])
        {
            Shape = (EventShape)Shape,
            Credential = credential,
        };
        return Profile is null ? command : command with { Profile = Profile };
    }
}

/// <summary>What was found; nothing of it is stored but that it was asked.</summary>
internal sealed record AnalyzeAnswer(
    int Received,
    int Scored,
    long Learned,
    int AnomalyCount,
    IReadOnlyList<AnomalyAnswer> Anomalies,
    UsageAnswer Usage,
    ModelAnswer Model,
    string RequestId)
{
    public static AnalyzeAnswer From(AnalyzedEvents found, Usage usage, int received, string requestId) => new(
        received,
        found.Scored,
        found.Model.Events,
        found.Anomalies.Count,
        [.. found.Anomalies.Select(AnomalyAnswer.From)],
        UsageAnswer.From(usage),
        ModelAnswer.From(found.Model, found.ModelDigest, found.Core),
        requestId);
}
