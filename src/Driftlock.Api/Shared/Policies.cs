using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.AspNetCore.Authorization;

namespace Driftlock.Api.Shared;

/// <summary>
/// What a route asks of its caller. Every route says one of the three; a test walks them all and holds the list of
/// those that ask nothing.
/// </summary>
internal static class Policies
{
    /// <summary>Registers how credentials are looked at.</summary>
    /// <param name="services">Of the server.</param>
    /// <param name="scheme">Of authentication: looks at every request, and may pass it on to another.</param>
    public static void AddPolicies(this IServiceCollection services, string scheme)
    {
        services.AddAuthentication(scheme);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, HoldsScope>();
    }

    /// <summary>Good credentials that hold the scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        route.WithMetadata([.. ForScope(scope)]);
        return route;
    }

    /// <summary>The same as metadata, for what is no route of ours.</summary>
    public static IEnumerable<object> ForScope(string scope)
    {
        var needed = new NeededScope(scope);
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(needed);
        return [new AuthorizeAttribute(), policy.Build(), needed];
    }

    /// <summary>Good credentials, whatever they may do.</summary>
    public static TBuilder RequireCredentials<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.RequireAuthorization();

    /// <summary>Nothing.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.AllowAnonymous();

    /// <summary>The refusal of a caller who is known and may not do this.</summary>
    public static Error Refusal(HttpContext context) =>
        RequestErrors.ScopeMissing(context.GetEndpoint()?.Metadata.GetMetadata<NeededScope>()?.Scope);

    /// <summary>The scope that a route needs.</summary>
    internal sealed record NeededScope(string Scope) : IAuthorizationRequirement;

    private sealed class HoldsScope : AuthorizationHandler<NeededScope>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NeededScope requirement)
        {
            if (context.Resource is HttpContext http && Caller.Of(http) is { } caller
                && caller.Scopes.Contains(requirement.Scope))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
