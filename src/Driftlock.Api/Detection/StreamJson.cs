using System.ComponentModel.DataAnnotations;
using Driftlock.Api.Shared;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection;

/// <summary>Events to score against a stream.</summary>
/// <param name="Stream">Id or slug; an unknown slug becomes a stream where the key has <c>streams:write</c>.</param>
/// <param name="Events">The events in their order, each of at most a mebibyte.</param>
/// <param name="Profile">For this request alone; the stream's own without it.</param>
/// <param name="Learn">Whether the events teach the stream.</param>
internal sealed record DetectRequest(
    [property: MinLength(1), MaxLength(EventStream.LongestSlug)] string Stream,
    [property: MinLength(1), MaxLength(DetectAnomalies.MaximumEvents)] IReadOnlyList<EventText> Events,
    [property: AllowedValues("sensitive", "balanced", "strict")] string? Profile = null,
    bool Learn = true)
{
    public DetectAnomalies ToCommand(Caller caller) =>
        new(caller.Organization, Stream, [.. Events.Select(one => one.ToIncoming())])
        {
            Profile = Profile,
            Learn = Learn,
            Credential = caller.Credential,
            Actor = caller.Actor,
            Run = caller.Run,
            OnlyStream = caller.Stream is { } bound ? StreamId.From(bound) : null,
            MayCreateStream = caller.Stream is null && caller.Scopes.Contains(Scope.StreamsWrite),
        };
}

/// <summary>What a detection found in the events of a request.</summary>
/// <param name="Stream">The stream as it is now.</param>
/// <param name="Received">Events of the request.</param>
/// <param name="Scored">Events that were judged, and count.</param>
/// <param name="Learned">Events that taught.</param>
/// <param name="Duplicates">Events whose <c>id</c> came within the last day with the same content; they are free.</param>
/// <param name="Refused">Events that were not taken.</param>
/// <param name="AnomalyCount">How many are unusual.</param>
/// <param name="Anomalies">The unusual ones, in the order of the request.</param>
/// <param name="Usage">Where the organization stands in its period.</param>
/// <param name="Model">The model that judged.</param>
/// <param name="RequestId">The <c>X-Request-Id</c> of the answer.</param>
internal sealed record DetectedAnswer(
    StreamAnswer Stream,
    int Received,
    int Scored,
    int Learned,
    int Duplicates,
    IReadOnlyList<RefusedAnswer> Refused,
    int AnomalyCount,
    IReadOnlyList<AnomalyAnswer> Anomalies,
    UsageAnswer Usage,
    StreamModelAnswer Model,
    string RequestId)
{
    public static DetectedAnswer From(DetectedEvents found, int received, CoreDescription core, string requestId) => new(
        StreamAnswer.From(found.Stream, found.Head),
        received,
        found.Scored,
        found.Learned,
        found.Duplicates,
        [.. found.Refused.Select(RefusedAnswer.From)],
        found.Anomalies.Count,
        [.. found.Anomalies.Select(one => AnomalyAnswer.From(one.Anomaly, one.Index))],
        UsageAnswer.From(found.Usage),
        StreamModelAnswer.From(found.Head, core),
        requestId);
}

/// <summary>A stream, as short as an answer about something else needs it.</summary>
/// <param name="Id">Of the stream.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="State">While it learns nothing is judged, and events are free.</param>
/// <param name="Shape">What its events look like; undetermined before the first of them are there.</param>
/// <param name="Mode">Which of its models decides.</param>
/// <param name="BaselineEvents">Events that teach before the first is judged.</param>
/// <param name="EventsNeeded">Events until it judges; 0 when it does.</param>
internal sealed record StreamAnswer(
    string Id,
    string Slug,
    [property: AllowedValues("learning", "ready")] string State,
    EventShape Shape,
    DetectionMode Mode,
    int BaselineEvents,
    int EventsNeeded)
{
    public static StreamAnswer From(EventStream stream, StreamHead head) => new(
        stream.Id.Value.ToString(),
        stream.Slug,
        head.EventsNeeded == 0 ? "ready" : "learning",
        head.Shape,
        head.Mode,
        stream.BaselineEvents,
        head.EventsNeeded);
}

/// <summary>An event that was not taken.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Code">Why, for programs: a code of <c>/problems</c>.</param>
/// <param name="Detail">Why, for people.</param>
internal sealed record RefusedAnswer(int Index, string Code, string Detail)
{
    public static RefusedAnswer From(RefusedEvent refused) =>
        new(refused.Index, refused.Error.Code, refused.Error.Message);
}

/// <summary>Where the organization stands in its period.</summary>
/// <param name="Used">Events scored or reserved so far.</param>
/// <param name="Included">Events that the plan includes; null for a plan without a limit.</param>
/// <param name="PeriodEnd">When the count starts anew.</param>
internal sealed record UsageAnswer(long Used, long? Included, DateTimeOffset PeriodEnd)
{
    public static UsageAnswer From(Usage usage) => new(usage.Used, usage.Included, usage.PeriodEnd);
}

/// <summary>Which model scored: the core, and the newest snapshot from which a replay gives the same scores.</summary>
/// <param name="Version">Of the detection core.</param>
/// <param name="Digest">Of the snapshot, as <c>sha256:</c> and 64 digits; null before the first.</param>
/// <param name="Sequence">Events of the stream's log that the model knows.</param>
internal sealed record StreamModelAnswer(string Version, string? Digest, long Sequence)
{
    public static StreamModelAnswer From(StreamHead head, CoreDescription core) => new(
        core.Version, head.ModelDigest is { } digest ? $"sha256:{digest}" : null, head.Sequence);
}

/// <summary>A stream to be made.</summary>
/// <param name="Slug">Its name in addresses: lower case, digits, dots, hyphens; it does not look like an id.</param>
/// <param name="Name">Its name for people; the slug if it is not said.</param>
/// <param name="Kind">What its events look like; found from them if it is not said.</param>
/// <param name="Mode">Which model decides; by the shape if it is not said.</param>
/// <param name="Profile">The share of usual events that may be flagged: 5 %, 1 % (without it) or 0.1 %.</param>
/// <param name="BaselineEvents">Events that teach before the first is judged; 400 if it is not said.</param>
/// <param name="DetectOnIngest">Whether events that are only sent are scored too.</param>
/// <param name="RetentionDays">Days for which its events are kept, where the plan keeps them longer.</param>
internal sealed record CreateStreamRequest(
    [property: RegularExpression("^[a-z0-9][a-z0-9._-]{0,62}$")] string Slug,
    [property: MaxLength(EventStream.LongestName)] string? Name = null,
    RequestedShape Kind = RequestedShape.Auto,
    DetectionMode Mode = DetectionMode.Automatic,
    [property: AllowedValues("sensitive", "balanced", "strict")] string? Profile = null,
    [property: Range(1, StreamModelOptions.MaximumBaseline)] int? BaselineEvents = null,
    bool DetectOnIngest = false,
    [property: AllowedValues(7, 30, 90, 365)] short? RetentionDays = null)
{
    public CreateStream ToCommand(Caller caller)
    {
        var command = new CreateStream(caller.Organization, Slug, caller.Actor)
        {
            Name = Name,
            Shape = (EventShape)Kind,
            Mode = Mode,
            DetectOnIngest = DetectOnIngest,
            RetentionDays = RetentionDays,
        };
        if (Profile is not null) command = command with { Profile = Profile };
        return BaselineEvents is { } events ? command with { BaselineEvents = events } : command;
    }
}

/// <summary>What is to change; what is left out stays.</summary>
/// <param name="Name">Its name for people.</param>
/// <param name="DetectOnIngest">Whether events that are only sent are scored too.</param>
/// <param name="RetentionDays">Days for which events that come from here on are kept, where the plan keeps them longer.</param>
internal sealed record ChangeStreamRequest(
    [property: MinLength(1), MaxLength(EventStream.LongestName)] string? Name = null,
    bool? DetectOnIngest = null,
    [property: AllowedValues(7, 30, 90, 365)] short? RetentionDays = null);

/// <summary>A stream with everything that a list shows of it.</summary>
/// <param name="Id">Of the stream.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="State">While it learns nothing is judged, and events are free.</param>
/// <param name="Shape">What its events look like; undetermined before the first of them are there.</param>
/// <param name="Mode">Which of its models decides.</param>
/// <param name="BaselineEvents">Events that teach before the first is judged.</param>
/// <param name="EventsNeeded">Events until it judges; 0 when it does.</param>
/// <param name="Events">Events of its log.</param>
/// <param name="DetectOnIngest">Whether events that are only sent are scored too.</param>
/// <param name="RetentionDays">Days for which its events are kept, where the plan keeps them longer; null: as the plan.</param>
/// <param name="Profile">What judges its events.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastEventAt">When the newest event came.</param>
/// <param name="LastAnomalyAt">When the newest anomaly was found.</param>
internal sealed record StreamDetails(
    string Id,
    string Slug,
    string Name,
    [property: AllowedValues("learning", "ready")] string State,
    EventShape Shape,
    DetectionMode Mode,
    int BaselineEvents,
    int EventsNeeded,
    long Events,
    bool DetectOnIngest,
    short? RetentionDays,
    ProfileAnswer Profile,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastEventAt,
    DateTimeOffset? LastAnomalyAt)
{
    public static StreamDetails From(KnownStream known)
    {
        var (stream, head) = known;
        var brief = StreamAnswer.From(stream, head);
        return new StreamDetails(
            brief.Id,
            brief.Slug,
            stream.Name,
            brief.State,
            brief.Shape,
            brief.Mode,
            brief.BaselineEvents,
            brief.EventsNeeded,
            head.Events,
            stream.DetectOnIngest,
            stream.RetentionDays,
            ProfileAnswer.From(head),
            stream.CreatedAt,
            head.LastEventAt,
            head.LastAnomalyAt);
    }
}

/// <summary>Another profile; a level with the profile <c>custom</c> alone.</summary>
/// <param name="Profile">Its name.</param>
/// <param name="Alpha">The share of usual events that may be flagged.</param>
internal sealed record SetProfileRequest(
    [property: AllowedValues("sensitive", "balanced", "strict", "custom")] string Profile,
    [property: Range(0.000001, 0.5)] double? Alpha = null);

/// <summary>A profile: the share of usual events that it may flag, and the baseline that proves it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Alpha">The share of usual events that it may flag.</param>
/// <param name="MinimumBaseline">With a shorter baseline no p-value can be as small as the level.</param>
internal sealed record ProfileAnswer(
    [property: AllowedValues("sensitive", "balanced", "strict", "custom")] string Name, double Alpha, int MinimumBaseline)
{
    public static ProfileAnswer From(SensitivityProfile profile) =>
        new(profile.Name, profile.Alpha, profile.MinimumBaseline);

    public static ProfileAnswer From(StreamHead head) =>
        From(SensitivityProfile.Find(head.ProfileName) ?? SensitivityProfile.Custom(head.Alpha));
}

/// <summary>What a stream has been taught.</summary>
/// <param name="Stream">The stream as it is now.</param>
/// <param name="CalibrationEvents">How many usual events a new one is compared with.</param>
/// <param name="Model">Which model it is.</param>
internal sealed record AnchorAnswer(StreamAnswer Stream, int CalibrationEvents, StreamModelAnswer Model)
{
    public static AnchorAnswer From(EventStream stream, StreamHead head, CoreDescription core) =>
        new(StreamAnswer.From(stream, head), head.CalibrationEvents, StreamModelAnswer.From(head, core));
}
