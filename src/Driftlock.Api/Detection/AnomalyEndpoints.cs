using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Driftlock.Api.Detection;

/// <summary>The routes of anomalies: the inbox, and what people say of them.</summary>
internal static class AnomalyEndpoints
{
    public static void AddAnomalies(this IServiceCollection services) => services.AddScoped<LiveAnomalies>();

    public static void MapAnomalies(this IEndpointRouteBuilder v1)
    {
        var anomalies = v1.MapGroup("/anomalies").AddEndpointFilter<BoundKey>()
            .Explains("anomaly", "Id of the anomaly.")
            .Refuses(StatusCodes.Status404NotFound);
        anomalies.MapGet("", List).WithName("ListAnomalies").WithSummary("Lists the anomalies, newest first")
            .Explains("group_id", "Only of this incident.")
            .Explains("min_bits", "Only of so many bits or more.")
            .Explains("max_p_value", "Only with so small a p-value or a smaller one.")
            .RequireScope(Scope.AnomaliesRead);
        anomalies.MapGet("/stream", Follow).WithName("FollowAnomalies")
            .WithSummary("Sends the anomalies as they are found, as server-sent events")
            .WithDescription(LiveAnomalies.WhatIsSent)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .RequireScope(Scope.AnomaliesRead);
        anomalies.MapGet("/{anomaly:guid}", Get).WithName("GetAnomaly")
            .WithSummary("An anomaly with its event, its words and what it takes to score it again")
            .RequireScope(Scope.AnomaliesRead);
        anomalies.MapPut("/{anomaly:guid}/resolve", Resolve).WithName("ResolveAnomaly")
            .WithSummary("Says where people are with an anomaly").RequireScope(Scope.AnomaliesWrite);
        anomalies.MapPost("/{anomaly:guid}/feedback", Feedback).WithName("GiveFeedback")
            .WithSummary("Says whether it was one; events of its kind are judged accordingly from then on")
            .RequireScope(Scope.AnomaliesWrite);
    }

    private static async Task<Results<Ok<PageAnswer<StoredAnomalyAnswer>>, ProblemHttpResult>> List(
        [AsParameters] AnomalyFilter filter,
        Caller caller,
        IMediator mediator,
        ICursors cursors,
        CancellationToken cancellationToken)
    {
        var before = cursors.Read(caller.Organization, filter.Name, filter.Cursor);
        if (!before.IsSuccess) return before.Error.ToProblem();

        var page = await mediator.Send(
            filter.ToQuery(caller.Organization, before.Value.Position), cancellationToken);
        if (!page.IsSuccess) return page.Error.ToProblem();

        return TypedResults.Ok(
            page.Value.ToAnswer(cursors, caller.Organization, filter.Name, StoredAnomalyAnswer.From));
    }

    private static async Task<IResult> Follow(
        HttpContext context,
        Caller caller,
        LiveAnomalies live,
        [Description("Only of this stream, by id or slug; then events `head` say too that its log has moved.")]
        string? stream = null,
        [FromHeader(Name = "Last-Event-ID"), Description("The event that came last: goes on behind it. Without it begins now.")]
        string? lastEventId = null)
    {
        var opened = await live.OpenAsync(context, caller, stream, lastEventId);
        return opened.IsSuccess ? TypedResults.ServerSentEvents(opened.Value) : opened.Error.ToProblem();
    }

    private static async Task<Results<Ok<StoredAnomalyAnswer>, ProblemHttpResult>> Get(
        Guid anomaly, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(
            new GetAnomaly(caller.Organization, AnomalyId.From(anomaly)), cancellationToken);
        if (!found.IsSuccess) return found.Error.ToProblem();

        var sent = await mediator.Send(new GetSentEvent(caller.Organization, found.Value), cancellationToken);
        if (!sent.IsSuccess && sent.Error != DetectionErrors.NoSuchEvent) return sent.Error.ToProblem();

        return TypedResults.Ok(StoredAnomalyAnswer.From(found.Value) with
        {
            Event = sent.IsSuccess ? SentEventAnswer.From(sent.Value) : null,
        });
    }

    private static async Task<Results<Ok<StoredAnomalyAnswer>, ProblemHttpResult>> Resolve(
        Guid anomaly,
        ResolveAnomalyRequest request,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken) =>
        ToAnswer(await mediator.Send(
            new ResolveAnomaly(
                caller.Organization, AnomalyId.From(anomaly), request.Status, request.Note, caller.Actor),
            cancellationToken));

    private static async Task<Results<Ok<StoredAnomalyAnswer>, ProblemHttpResult>> Feedback(
        Guid anomaly,
        FeedbackRequest request,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken) =>
        ToAnswer(await mediator.Send(
            new GiveFeedback(
                caller.Organization, AnomalyId.From(anomaly), request.Verdict, request.Note, caller.Actor),
            cancellationToken));

    private static Results<Ok<StoredAnomalyAnswer>, ProblemHttpResult> ToAnswer(Result<Anomaly> result) =>
        result.IsSuccess ? TypedResults.Ok(StoredAnomalyAnswer.From(result.Value)) : result.Error.ToProblem();
}

/// <summary>Which anomalies are wanted.</summary>
/// <param name="Stream">Only of this stream, by id or slug.</param>
/// <param name="Status">Only with this status.</param>
/// <param name="From">Only found at this time or later.</param>
/// <param name="To">Only found before this time.</param>
/// <param name="GroupId">Only of this incident.</param>
/// <param name="MinBits">Only of so many bits or more.</param>
/// <param name="MaxPValue">Only with so small a p-value or a smaller one.</param>
/// <param name="Limit">Most items of the answer; 50 if it is not said.</param>
/// <param name="Cursor">The <c>next_cursor</c> of the part before, with the same filter.</param>
internal sealed record AnomalyFilter(
    string? Stream,
    [property: AllowedValues("open", "acknowledged", "investigating", "resolved", "dismissed")] string? Status,
    DateTimeOffset? From,
    DateTimeOffset? To,
    [FromQuery(Name = "group_id")] Guid? GroupId,
    [FromQuery(Name = "min_bits")] double? MinBits,
    [FromQuery(Name = "max_p_value")] double? MaxPValue,
    [property: Range(1, PageSize.Largest)] int? Limit,
    string? Cursor)
{
    /// <summary>What a cursor is bound to: another filter needs another cursor.</summary>
    public string Name => $"anomalies|{Stream}|{Status}|{From:O}|{To:O}|{GroupId}|{MinBits:R}|{MaxPValue:R}";

    public ListAnomalies ToQuery(OrganizationId organization, string? before)
    {
        var query = new ListAnomalies(organization)
        {
            Stream = Stream,
            Status = Status is null ? null : StatusOf(Status),
            From = From?.ToUniversalTime(),
            To = To?.ToUniversalTime(),
            Incident = GroupId,
            MinimumBits = MinBits,
            MaximumPValue = MaxPValue,
            Before = before is null ? null : AnomalyId.From(Guid.Parse(before)),
        };
        return Limit is { } limit ? query with { Limit = limit } : query;
    }

    /// <summary>The names of the wire alone; what is none of them is refused by the rules of the query.</summary>
    public static AnomalyStatus StatusOf(string name) =>
        Enum.GetValues<AnomalyStatus>().Where(status => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{status}") == name)
            .DefaultIfEmpty((AnomalyStatus)(-1)).Single();
}
