using Driftlock.Api.Shared;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Application.Billing.Contracts;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Driftlock.Api.Keys;

/// <summary>The routes of keys.</summary>
internal static class KeysEndpoints
{
    /// <summary>Registers how keys are looked at.</summary>
    /// <param name="services">Of the server.</param>
    /// <param name="otherScheme">The scheme for a request that is not one for a key, also where a route names this one.</param>
    public static void AddApiKeys(this IServiceCollection services, Func<HttpContext, string?> otherScheme)
    {
        services.AddSingleton<FailedAttempts>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(
            ApiKeyAuthentication.SchemeName, options => options.ForwardDefaultSelector = otherScheme);
    }

    public static void MapKeys(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/whoami", WhoAmI)
            .RequireCredentials()
            .WithName("WhoAmI")
            .WithSummary("Says for which organization these credentials act, and what they and its plan allow")
            .Refuses(StatusCodes.Status402PaymentRequired);

    private static async Task<Results<Ok<WhoAmIAnswer>, ProblemHttpResult>> WhoAmI(
        Caller caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var entitlements = await mediator.Send(new GetEntitlements(caller.Organization), cancellationToken);
        return entitlements.IsSuccess
            ? TypedResults.Ok(WhoAmIAnswer.From(caller, entitlements.Value))
            : entitlements.Error.ToProblem();
    }
}

/// <summary>What credentials are good for.</summary>
/// <param name="Organization">For whom they act.</param>
/// <param name="Key">The key, if they are one.</param>
/// <param name="Stream">The one stream that they may touch, if they are bound to one.</param>
/// <param name="Scopes">What they may do.</param>
/// <param name="Plan">What the organization has.</param>
/// <param name="Limits">What it may use.</param>
internal sealed record WhoAmIAnswer(
    OrganizationAnswer Organization,
    Guid? Key,
    Guid? Stream,
    IReadOnlyList<string> Scopes,
    string Plan,
    LimitsAnswer Limits)
{
    public static WhoAmIAnswer From(Caller caller, Entitlements allowed) => new(
        new OrganizationAnswer(caller.Organization.Value),
        caller.Credential,
        caller.Stream,
        caller.Scopes,
        allowed.Plan,
        new LimitsAnswer(
            Math.Min(caller.RequestsPerMinute ?? int.MaxValue, allowed.RequestsPerMinute),
            allowed.Streams,
            allowed.RetentionDays,
            allowed.TeachingBytesPerDay));
}

/// <summary>An organization.</summary>
/// <param name="Id">Its id.</param>
internal sealed record OrganizationAnswer(Guid Id);

/// <summary>What an organization may use.</summary>
/// <param name="RequestsPerMinute">Most requests a minute with these credentials.</param>
/// <param name="Streams">Most streams that take events.</param>
/// <param name="RetentionDays">How long events and anomalies are kept.</param>
/// <param name="TeachingBytesPerDay">Most bytes a day that teach without being scored.</param>
internal sealed record LimitsAnswer(int RequestsPerMinute, int Streams, int RetentionDays, long TeachingBytesPerDay);
