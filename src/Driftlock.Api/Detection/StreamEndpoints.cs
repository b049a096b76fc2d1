using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Detection;

/// <summary>The routes of streams: what they are, how they judge, what their events cost.</summary>
internal static class StreamEndpoints
{
    public static void MapStreams(this IEndpointRouteBuilder v1)
    {
        var streams = v1.MapGroup("/streams").AddEndpointFilter<BoundKey>()
            .Explains("stream", "Id or slug of the stream.")
            .Refuses(StatusCodes.Status404NotFound);
        streams.MapGet("", List).WithName("ListStreams").WithSummary("Lists the streams by slug")
            .RequireScope(Scope.StreamsRead);
        streams.MapPost("", Create).WithName("CreateStream").WithSummary("Makes a stream")
            .RequireScope(Scope.StreamsWrite)
            .Refuses(StatusCodes.Status402PaymentRequired, StatusCodes.Status409Conflict);
        streams.MapGet("/{stream}", Get).WithName("GetStream").WithSummary("A stream and where it stands")
            .RequireScope(Scope.StreamsRead);
        streams.MapPatch("/{stream}", Change).WithName("ChangeStream").WithSummary("Changes a stream's name and ways")
            .RequireScope(Scope.StreamsWrite);
        streams.MapDelete("/{stream}", Delete).WithName("DeleteStream")
            .WithSummary("Deletes a stream with its events, model and anomalies").RequireScope(Scope.StreamsWrite);
        streams.MapGet("/{stream}/scores", Scores).WithName("GetScores")
            .WithSummary("What the stream's events cost, in pieces for a plot").RequireScope(Scope.StreamsRead);
        streams.MapGet("/{stream}/anchor", Anchor).WithName("GetAnchor").WithSummary("What the stream has been taught")
            .RequireScope(Scope.StreamsRead);
        streams.MapPost("/{stream}/anchor", MoveAnchor).WithName("MoveAnchor")
            .WithSummary("Freezes the model as it is now as the new anchor").RequireScope(Scope.StreamsWrite)
            .Refuses(StatusCodes.Status409Conflict);
        streams.MapDelete("/{stream}/anchor", DropAnchor).WithName("DropAnchor")
            .WithSummary("Drops what was learned and begins a new baseline").RequireScope(Scope.StreamsWrite);
        streams.MapGet("/{stream}/profile", Profile).WithName("GetProfile")
            .WithSummary("The profile that judges the stream").RequireScope(Scope.StreamsRead);
        streams.MapPatch("/{stream}/profile", SetProfile).WithName("SetProfile")
            .WithSummary("Lets another profile judge from here on").RequireScope(Scope.StreamsWrite);
        v1.MapGet("/profiles", Profiles).WithName("ListProfiles").WithSummary("The profiles there are")
            .RequireScope(Scope.StreamsRead);
    }

    private static async Task<Results<Ok<PageAnswer<StreamDetails>>, ProblemHttpResult>> List(
        Caller caller, IMediator mediator, ICursors cursors, CancellationToken cancellationToken,
        [Range(1, PageSize.Largest)] int? limit = null, string? cursor = null)
    {
        var after = cursors.Read(caller.Organization, "streams", cursor);
        if (!after.IsSuccess) return after.Error.ToProblem();

        var query = new ListStreams(caller.Organization) { After = after.Value.Position };
        if (limit is { } most) query = query with { Limit = most };
        var page = await mediator.Send(query, cancellationToken);
        if (!page.IsSuccess) return page.Error.ToProblem();

        return TypedResults.Ok(page.Value.ToAnswer(cursors, caller.Organization, "streams", StreamDetails.From));
    }

    private static async Task<Results<Created<StreamDetails>, ProblemHttpResult>> Create(
        CreateStreamRequest request, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var made = await mediator.Send(request.ToCommand(caller), cancellationToken);
        if (!made.IsSuccess) return made.Error.ToProblem();

        var known = await mediator.Send(
            new GetStream(caller.Organization, made.Value.Slug), cancellationToken);
        if (!known.IsSuccess) return known.Error.ToProblem();

        return TypedResults.Created($"/api/v1/streams/{made.Value.Slug}", StreamDetails.From(known.Value));
    }

    private static async Task<Results<Ok<StreamDetails>, ProblemHttpResult>> Get(
        string stream, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var known = await mediator.Send(new GetStream(caller.Organization, stream), cancellationToken);
        return known.IsSuccess ? TypedResults.Ok(StreamDetails.From(known.Value)) : known.Error.ToProblem();
    }

    private static async Task<Results<Ok<StreamDetails>, ProblemHttpResult>> Change(
        string stream,
        ChangeStreamRequest request,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var changed = await mediator.Send(
            new ChangeStream(caller.Organization, stream, request.Name, request.DetectOnIngest, caller.Actor)
            {
                RetentionDays = request.RetentionDays,
            },
            cancellationToken);
        return changed.IsSuccess ? TypedResults.Ok(StreamDetails.From(changed.Value)) : changed.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string stream, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var deleted = await mediator.Send(
            new DeleteStream(caller.Organization, stream, caller.Actor), cancellationToken);
        return deleted.IsSuccess ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }

    private static async Task<Results<Ok<ScoresAnswer>, ProblemHttpResult>> Scores(
        string stream, Caller caller, IMediator mediator, CancellationToken cancellationToken,
        [Description("Only events of this time or later.")] DateTimeOffset? from = null,
        [Description("Only events before this time.")] DateTimeOffset? to = null,
        [Description("Most pieces of the answer; 500 if it is not said."), Range(1, GetScores.MostPoints)] int? points = null)
    {
        var query = new GetScores(caller.Organization, stream)
        {
            From = from?.ToUniversalTime(),
            To = to?.ToUniversalTime(),
        };
        if (points is { } most) query = query with { Points = most };
        var series = await mediator.Send(query, cancellationToken);
        return series.IsSuccess ? TypedResults.Ok(ScoresAnswer.From(series.Value)) : series.Error.ToProblem();
    }

    private static async Task<Results<Ok<AnchorAnswer>, ProblemHttpResult>> Anchor(
        string stream, Caller caller, IMediator mediator, IAnomalyScorer scorer, CancellationToken cancellationToken)
    {
        var known = await mediator.Send(new GetStream(caller.Organization, stream), cancellationToken);
        return known.IsSuccess
            ? TypedResults.Ok(AnchorAnswer.From(known.Value.Stream, known.Value.Head, scorer.Describe()))
            : known.Error.ToProblem();
    }

    private static Task<Results<Ok<AnchorAnswer>, ProblemHttpResult>> MoveAnchor(
        string stream, Caller caller, IMediator mediator, IAnomalyScorer scorer, CancellationToken cancellationToken) =>
        Move(stream, drop: false, caller, mediator, scorer, cancellationToken);

    private static Task<Results<Ok<AnchorAnswer>, ProblemHttpResult>> DropAnchor(
        string stream, Caller caller, IMediator mediator, IAnomalyScorer scorer, CancellationToken cancellationToken) =>
        Move(stream, drop: true, caller, mediator, scorer, cancellationToken);

    private static async Task<Results<Ok<AnchorAnswer>, ProblemHttpResult>> Move(
        string stream,
        bool drop,
        Caller caller,
        IMediator mediator,
        IAnomalyScorer scorer,
        CancellationToken cancellationToken)
    {
        var moved = await mediator.Send(
            new MoveAnchor(caller.Organization, stream, drop, caller.Actor), cancellationToken);
        return moved.IsSuccess
            ? await Anchor(stream, caller, mediator, scorer, cancellationToken)
            : moved.Error.ToProblem();
    }

    private static async Task<Results<Ok<ProfileAnswer>, ProblemHttpResult>> Profile(
        string stream, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var known = await mediator.Send(new GetStream(caller.Organization, stream), cancellationToken);
        return known.IsSuccess ? TypedResults.Ok(ProfileAnswer.From(known.Value.Head)) : known.Error.ToProblem();
    }

    private static async Task<Results<Ok<ProfileAnswer>, ProblemHttpResult>> SetProfile(
        string stream,
        SetProfileRequest request,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var set = await mediator.Send(
            new SetProfile(caller.Organization, stream, request.Profile, request.Alpha, caller.Actor),
            cancellationToken);
        return set.IsSuccess ? TypedResults.Ok(ProfileAnswer.From(set.Value)) : set.Error.ToProblem();
    }

    private static Ok<IReadOnlyList<ProfileAnswer>> Profiles() =>
        TypedResults.Ok<IReadOnlyList<ProfileAnswer>>([.. SensitivityProfile.Named.Select(ProfileAnswer.From)]);
}
