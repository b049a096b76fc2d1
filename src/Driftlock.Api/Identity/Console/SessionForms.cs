using Driftlock.Api.Console;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Limits;
using Driftlock.Application.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Driftlock.Api.Identity.Console;

/// <summary>The two acts of signing in and out, by the use cases that the API has for them.</summary>
internal static class SessionForms
{
    public static void MapSessionForms(this IEndpointRouteBuilder root)
    {
        root.MapForm("/session", SignIn).OpenToAll().WithMetadata(AddressLimits.SignIn);
        root.MapForm("/session/end", SignOut).RequireCredentials();
    }

    private static async Task<IResult> SignIn(
        [FromForm] string token, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        var opened = await mediator.Send(new OpenSession(token), cancellationToken);
        if (!opened.IsSuccess) return opened.Error.ToProblem();

        SessionAuthentication.Keep(context, opened.Value.Token);
        return new SeeOther(ConsoleModule.Home);
    }

    private static async Task<IResult> SignOut(
        Caller caller, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        if (context.Features.Get<SignedIn>() is { } signedIn)
        {
            var ended = await mediator.Send(
                new EndSession(caller.Organization, signedIn.Session, caller.Actor), cancellationToken);
            if (!ended.IsSuccess) return ended.Error.ToProblem();
        }

        SessionAuthentication.Drop(context);
        return new SeeOther("/sign-in");
    }
}
