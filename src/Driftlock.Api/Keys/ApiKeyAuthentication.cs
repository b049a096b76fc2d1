using System.Security.Claims;
using System.Text.Encodings.Web;
using Driftlock.Api.Shared;
using Driftlock.Application.Keys;
using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Keys;

/// <summary>A key in <c>Authorization: Bearer</c> or <c>X-Api-Key</c> and nowhere else.</summary>
internal sealed class ApiKeyAuthentication(
    IMediator mediator,
    ICommitGuard guard,
    FailedAttempts failed,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    private Error refusal = RequestErrors.Unauthenticated;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (IsInAddress()) return Refuse(KeyErrors.InAddress);
        if (Presented() is not { } presented) return AuthenticateResult.NoResult();

        var query = new AuthenticateApiKey(presented) { RememberedOnly = failed.AreTooMany(Context) };
        var found = await mediator.Send(query, Context.RequestAborted);
        if (!found.IsSuccess)
        {
            if (found.Error == RequestErrors.Unauthenticated) failed.Note(Context);
            return Refuse(found.Error);
        }

        var key = found.Value;
        guard.ActUnder(key.Id.Value);
        Context.Features.Set(new Caller(key.Organization, $"key:{key.Id.Value}", key.Scopes)
        {
            Credential = key.Id.Value,
            Stream = key.Stream?.Value,
            RequestsPerMinute = key.RequestsPerMinute,
            ScopesNow = async (again, cancellationToken) =>
                await again.Send(new AuthenticateApiKey(presented), cancellationToken) is { IsSuccess: true, Value: var now }
                    ? now.Scopes
                    : [],
        });
        var principal = new ClaimsPrincipal(new ClaimsIdentity(SchemeName));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (refusal.Kind == ErrorKind.Unauthenticated) Response.Headers.WWWAuthenticate = "Bearer";
        return refusal.ToProblem().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Policies.Refusal(Context).ToProblem().ExecuteAsync(Context);

    private AuthenticateResult Refuse(Error error)
    {
        refusal = error;
        return AuthenticateResult.Fail(error.Code);
    }

    // Two at once is as bad as none: it is not for us to choose.
    private string? Presented() => (Request.Headers.Authorization, Request.Headers["X-Api-Key"]) switch
    {
        ({ Count: 0 }, { Count: 0 }) => null,
        ([{ } bearer], { Count: 0 }) when bearer.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) =>
            bearer[Bearer.Length..],
        ({ Count: 0 }, [{ } key]) => key,
        _ => "",
    };

    private bool IsInAddress() => Request.QueryString is { HasValue: true, Value: var query }
        && (query!.Contains(KeySecret.LivePrefix, StringComparison.Ordinal)
            || query.Contains(KeySecret.TestPrefix, StringComparison.Ordinal));
}
