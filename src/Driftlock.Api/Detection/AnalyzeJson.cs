using System.ComponentModel.DataAnnotations;
using Driftlock.Api.Shared;
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
/// <param name="Events">The events in their order, each of at most a mebibyte.</param>
/// <param name="Baseline">Events known to be usual; without any the first events teach.</param>
/// <param name="Shape">What the events look like; found from them if it is not said.</param>
/// <param name="Profile">The share of usual events that may be flagged: 5 %, 1 % (without it) or 0.1 %.</param>
internal sealed record AnalyzeRequest(
    [property: MinLength(1), MaxLength(AnalyzeForAccount.MaximumEvents)] IReadOnlyList<EventText> Events,
    [property: MaxLength(AnalyzeForAccount.MaximumEvents)] IReadOnlyList<EventText>? Baseline = null,
    RequestedShape Shape = RequestedShape.Auto,
    [property: AllowedValues("sensitive", "balanced", "strict")] string? Profile = null)
{
    public AnalyzeForAccount ToCommand(Caller caller)
    {
        var command = new AnalyzeForAccount(
            caller.Organization,
            [.. (Baseline ?? []).Select(one => one.Text)],
            [.. Events.Select(one => one.ToIncoming())])
        {
            Shape = (EventShape)Shape,
            Credential = caller.Credential,
            Run = caller.Run,
        };
        return Profile is null ? command : command with { Profile = Profile };
    }
}

/// <summary>What was found; nothing of it is stored but that it was asked.</summary>
/// <param name="Received">Events of the request, without those of the baseline.</param>
/// <param name="Scored">Events that were judged, and count.</param>
/// <param name="Learned">Events that taught, those of the baseline too.</param>
/// <param name="Duplicates">Events whose <c>id</c> came before them with the same content; they are free.</param>
/// <param name="Refused">Events that were not taken.</param>
/// <param name="AnomalyCount">How many are unusual.</param>
/// <param name="Anomalies">The unusual ones, in the order of the request.</param>
/// <param name="Usage">Where the organization stands in its period.</param>
/// <param name="Model">The model that judged; it is gone.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the answer.</param>
internal sealed record AnalyzeAnswer(
    int Received,
    int Scored,
    long Learned,
    int Duplicates,
    IReadOnlyList<RefusedAnswer> Refused,
    int AnomalyCount,
    IReadOnlyList<AnomalyAnswer> Anomalies,
    UsageAnswer Usage,
    ModelAnswer Model,
    string RequestId)
{
    public static AnalyzeAnswer From(AccountAnalysis analysis, int received, string requestId)
    {
        var found = analysis.Found;
        return new AnalyzeAnswer(
            received,
            found.Scored,
            found.Model.Events,
            analysis.Duplicates,
            [.. analysis.Refused.Select(RefusedAnswer.From)],
            found.Anomalies.Count,
            [.. found.Anomalies.Select(AnomalyAnswer.From)],
            UsageAnswer.From(analysis.Usage),
            ModelAnswer.From(found.Model, found.ModelDigest, found.Core),
            requestId);
    }
}
