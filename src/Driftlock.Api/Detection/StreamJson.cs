using Driftlock.Api.Shared;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection;

/// <summary>Events to score against a stream.</summary>
internal sealed record DetectRequest(
    string Stream, IReadOnlyList<EventText> Events, string? Profile = null, bool Learn = true)
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
        [.. found.Refused.Select(one => new RefusedAnswer(one.Index, one.Error.Code, one.Error.Message))],
        found.Anomalies.Count,
        [.. found.Anomalies.Select(one => AnomalyAnswer.From(one.Anomaly, one.Index))],
        UsageAnswer.From(found.Usage),
        StreamModelAnswer.From(found.Head, core),
        requestId);
}

/// <summary>A stream, as short as an answer about something else needs it.</summary>
internal sealed record StreamAnswer(
    string Id,
    string Slug,
    string State,
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
internal sealed record RefusedAnswer(int Index, string Code, string Detail);

/// <summary>Where the organization stands in its period; without a limit nothing is said to be included.</summary>
internal sealed record UsageAnswer(long Used, long? Included, DateTimeOffset PeriodEnd)
{
    public static UsageAnswer From(Usage usage) => new(usage.Used, usage.Included, usage.PeriodEnd);
}

/// <summary>Which model scored: the core, and the newest snapshot from which a replay gives the same scores.</summary>
internal sealed record StreamModelAnswer(string Version, string? Digest, long Sequence)
{
    public static StreamModelAnswer From(StreamHead head, CoreDescription core) => new(
        core.Version, head.ModelDigest is { } digest ? $"sha256:{digest}" : null, head.Sequence);
}

/// <summary>A stream to be made.</summary>
internal sealed record CreateStreamRequest(
    string Slug,
    string? Name = null,
    RequestedShape Kind = RequestedShape.Auto,
    DetectionMode Mode = DetectionMode.Automatic,
    string? Profile = null,
    int? BaselineEvents = null,
    bool DetectOnIngest = false)
{
    public CreateStream ToCommand(Caller caller)
    {
        var command = new CreateStream(caller.Organization, Slug, caller.Actor)
        {
            Name = Name,
            Shape = (EventShape)Kind,
            Mode = Mode,
            DetectOnIngest = DetectOnIngest,
        };
        if (Profile is not null) command = command with { Profile = Profile };
        return BaselineEvents is { } events ? command with { BaselineEvents = events } : command;
    }
}

/// <summary>What is to change; what is left out stays.</summary>
internal sealed record ChangeStreamRequest(string? Name = null, bool? DetectOnIngest = null);

/// <summary>A stream with everything that a list shows of it.</summary>
internal sealed record StreamDetails(
    string Id,
    string Slug,
    string Name,
    string State,
    EventShape Shape,
    DetectionMode Mode,
    int BaselineEvents,
    int EventsNeeded,
    long Events,
    bool DetectOnIngest,
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
            ProfileAnswer.From(head),
            stream.CreatedAt,
            head.LastEventAt,
            head.LastAnomalyAt);
    }
}

/// <summary>Another profile; a level with the profile <c>custom</c> alone.</summary>
internal sealed record SetProfileRequest(string Profile, double? Alpha = null);

/// <summary>A profile: the share of usual events that it may flag, and the baseline that proves it.</summary>
internal sealed record ProfileAnswer(string Name, double Alpha, int MinimumBaseline)
{
    public static ProfileAnswer From(SensitivityProfile profile) =>
        new(profile.Name, profile.Alpha, profile.MinimumBaseline);

    public static ProfileAnswer From(StreamHead head) =>
        From(SensitivityProfile.Find(head.ProfileName) ?? SensitivityProfile.Custom(head.Alpha));
}

/// <summary>What a stream has been taught.</summary>
internal sealed record AnchorAnswer(StreamAnswer Stream, int CalibrationEvents, StreamModelAnswer Model)
{
    public static AnchorAnswer From(EventStream stream, StreamHead head, CoreDescription core) =>
        new(StreamAnswer.From(stream, head), head.CalibrationEvents, StreamModelAnswer.From(head, core));
}

/// <summary>Scores for a plot.</summary>
internal sealed record ScoresAnswer(StreamAnswer Stream, IReadOnlyList<ScorePointAnswer> Points)
{
    public static ScoresAnswer From(ScoreSeries series) => new(
        StreamAnswer.From(series.Stream.Stream, series.Stream.Head),
        [.. series.Points.Select(ScorePointAnswer.From)]);
}

/// <summary>A piece of a plot: the least and the most bits among its events.</summary>
internal sealed record ScorePointAnswer(
    long Sequence, DateTimeOffset At, long Events, double MinBits, double MaxBits, long Flagged)
{
    public static ScorePointAnswer From(ScorePoint point) =>
        new(point.Sequence, point.At, point.Events, point.LeastBits, point.MostBits, point.Flagged);
}
