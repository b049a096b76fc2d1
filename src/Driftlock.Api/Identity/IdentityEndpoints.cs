using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Limits;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Identity;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Identity;

/// <summary>The routes of identity.</summary>
internal static class IdentityEndpoints
{
    public static void AddSessions(this IServiceCollection services) => services.AddAuthentication()
        .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);

    public static void MapIdentity(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/auth/sessions", SignIn)
            .OpenToAll()
            .WithMetadata(AddressLimits.SignIn)
            .WithName("SignIn")
            .WithSummary("Uses a sign-in link up; the answer sets the session's cookie")
            .Refuses(StatusCodes.Status401Unauthorized)
            .Refuses(StatusCodes.Status503ServiceUnavailable);
        v1.MapPost("/auth/logout", SignOut)
            .RequireCredentials()
            .WithName("SignOut")
            .WithSummary("Ends the session and takes its cookie back");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignIn(
        SignInRequest request, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        var opened = await mediator.Send(new OpenSession(request.Token), cancellationToken);
        if (!opened.IsSuccess) return opened.Error.ToProblem();

        SessionAuthentication.Keep(context, opened.Value.Token);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignOut(
        Caller caller, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        if (context.Features.Get<SignedIn>() is not { } signedIn) return TypedResults.NoContent();

        var command = new EndSession(caller.Organization, signedIn.Session, caller.Actor);
        var ended = await mediator.Send(command, cancellationToken);
        if (!ended.IsSuccess) return ended.Error.ToProblem();

        SessionAuthentication.Drop(context);
        return TypedResults.NoContent();
    }
}

/// <summary>The token of a sign-in link, sent by a person's click: what merely opens links signs nobody in.</summary>
/// <param name="Token">The token, good once and for 15 minutes.</param>
internal sealed record SignInRequest(string Token);
