using Driftlock.Api.Shared;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

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
    public AnalyzeForAccount ToCommand(Caller caller)
    {
        var command = new AnalyzeForAccount(
            caller.Organization, [.. (Baseline ?? []).Select(one => one.Text)], [.. Events.Select(one => one.Text)])
        {
            Shape = (EventShape)Shape,
            Credential = caller.Credential,
            Run = caller.Run,
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
