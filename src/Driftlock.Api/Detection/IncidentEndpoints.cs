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

/// <summary>The routes of incidents: the inbox as the console shows it, and its step for all of an incident.</summary>
internal static class IncidentEndpoints
{
    public static void MapIncidents(this IEndpointRouteBuilder v1)
    {
        var incidents = v1.MapGroup("/incidents").AddEndpointFilter<BoundKey>()
            .Explains("incident", "Id of the incident: the `group_id` of its anomalies.")
            .Refuses(StatusCodes.Status404NotFound);
        incidents.MapGet("", List).WithName("ListIncidents")
            .WithSummary("Lists the incidents that people are at one point with, the one that began last first")
            .RequireScope(Scope.AnomaliesRead);
        incidents.MapGet("/{incident:guid}", Get).WithName("GetIncident")
            .WithSummary("An incident with all its events, whatever people said of them")
            .RequireScope(Scope.AnomaliesRead);
        incidents.MapPut("/{incident:guid}/resolve", Resolve).WithName("ResolveIncident")
            .WithSummary("Says where people are with all anomalies of an incident").RequireScope(Scope.AnomaliesWrite);
    }

    private static async Task<Results<Ok<PageAnswer<IncidentInListAnswer>>, ProblemHttpResult>> List(
        [AsParameters] IncidentFilter filter,
        Caller caller,
        IMediator mediator,
        ICursors cursors,
        CancellationToken cancellationToken)
    {
        var before = cursors.Read(caller.Organization, filter.Name, filter.Cursor);
        if (!before.IsSuccess) return before.Error.ToProblem();

        var page = await mediator.Send(filter.ToQuery(caller.Organization, before.Value.Position), cancellationToken);
        if (!page.IsSuccess) return page.Error.ToProblem();

        return TypedResults.Ok(
            page.Value.ToAnswer(cursors, caller.Organization, filter.Name, IncidentInListAnswer.From));
    }

    private static async Task<Results<Ok<IncidentAnswer>, ProblemHttpResult>> Get(
        Guid incident, Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(new GetIncident(caller.Organization, incident), cancellationToken);
        return found.IsSuccess ? TypedResults.Ok(IncidentAnswer.From(found.Value)) : found.Error.ToProblem();
    }

    private static async Task<Results<Ok<ResolvedIncidentAnswer>, ProblemHttpResult>> Resolve(
        Guid incident,
        ResolveIncidentRequest request,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken)
    {
        var settled = await mediator.Send(
            new SettleIncident(caller.Organization, incident, request.Status, caller.Actor), cancellationToken);
        return settled.IsSuccess
            ? TypedResults.Ok(new ResolvedIncidentAnswer(settled.Value.Changed))
            : settled.Error.ToProblem();
    }
}

/// <summary>Which incidents are wanted.</summary>
/// <param name="Stream">Only of this stream, by id or slug.</param>
/// <param name="Status">Where people are with their anomalies; <c>open</c> if it is not said.</param>
/// <param name="From">Only with anomalies found at this time or later.</param>
/// <param name="To">Only with anomalies found before this time.</param>
/// <param name="Limit">Most items of the answer; 50 if it is not said.</param>
/// <param name="Cursor">The <c>next_cursor</c> of the part before, with the same filter.</param>
internal sealed record IncidentFilter(
    string? Stream,
    [property: AllowedValues("open", "acknowledged", "investigating", "resolved", "dismissed")] string? Status,
    DateTimeOffset? From,
    DateTimeOffset? To,
    [property: Range(1, PageSize.Largest)] int? Limit,
    string? Cursor)
{
    /// <summary>What a cursor is bound to: another filter needs another cursor.</summary>
    public string Name => $"incidents|{Stream}|{Status}|{From:O}|{To:O}";

    public ListIncidents ToQuery(OrganizationId organization, string? before)
    {
        var query = new ListIncidents(organization)
        {
            Stream = Stream,
            Status = Status is null ? AnomalyStatus.Open : AnomalyFilter.StatusOf(Status),
            From = From?.ToUniversalTime(),
            To = To?.ToUniversalTime(),
            Before = before is null ? null : Guid.Parse(before),
        };
        return Limit is { } limit ? query with { Limit = limit } : query;
    }
}
