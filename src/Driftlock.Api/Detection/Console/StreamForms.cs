using Driftlock.Api.Console;
using Driftlock.Api.Shared;
using Driftlock.Application.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Driftlock.Api.Detection.Console;

/// <summary>What the page of a stream changes, by the use cases that the API has for it.</summary>
internal static class StreamForms
{
    public static void MapStreamForms(this IEndpointRouteBuilder root)
    {
        root.MapForm("/streams/{stream}/profile", SetProfile).RequireScope(Scope.StreamsWrite);
        root.MapForm("/streams/{stream}/anchor", FreezeAnchor).RequireScope(Scope.StreamsWrite);
        root.MapForm("/streams/{stream}/baseline", DropBaseline).RequireScope(Scope.StreamsWrite);
    }

    private static async Task<IResult> SetProfile(
        string stream, [FromForm] string profile, Caller caller, IMediator mediator, CancellationToken cancellationToken) =>
        Done(stream, await mediator.Send(
            new SetProfile(caller.Organization, stream, profile, Alpha: null, caller.Actor), cancellationToken));

    private static async Task<IResult> FreezeAnchor(
        string stream, Caller caller, IMediator mediator, CancellationToken cancellationToken) =>
        Done(stream, await mediator.Send(
            new MoveAnchor(caller.Organization, stream, Drop: false, caller.Actor), cancellationToken));

    private static async Task<IResult> DropBaseline(
        string stream, Caller caller, IMediator mediator, CancellationToken cancellationToken) =>
        Done(stream, await mediator.Send(
            new MoveAnchor(caller.Organization, stream, Drop: true, caller.Actor), cancellationToken));

    private static IResult Done<T>(string stream, Result<T> result)
        where T : notnull =>
        result.IsSuccess ? new SeeOther($"/streams/{Uri.EscapeDataString(stream)}") : result.Error.ToProblem();
}
