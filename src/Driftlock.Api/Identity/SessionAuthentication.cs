using System.Security.Claims;
using System.Text.Encodings.Web;
using Driftlock.Api.Console;
using Driftlock.Api.Shared;
using Driftlock.Application.Identity;
using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Identity;

/// <summary>A session's token in a cookie that no script reads and no other site's form sends.</summary>
internal sealed class SessionAuthentication(
    IMediator mediator,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Session";

    public const string Cookie = "driftlock_session";

    /// <summary>This scheme where a session is what counts: on a page, and where a request brings no other credentials.</summary>
    public static string? SchemeFor(HttpContext context) => IsMeant(context) ? SchemeName : null;

    public static void Keep(HttpContext context, OpaqueToken token) =>
        context.Response.Cookies.Append(Cookie, token.Reveal(), Form());

    public static void Drop(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { } token) Drawn(context).Forget(token);
        context.Response.Cookies.Delete(Cookie, Form());
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Files are for everybody, also for the page that says that the database is away.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
            || Request.Cookies[Cookie] is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var found = await mediator.Send(new AuthenticateSession(token), Context.RequestAborted);
        if (!found.IsSuccess)
        {
            Drawn(Context).Forget(token);
            return AuthenticateResult.Fail(found.Error.Code);
        }

        var signedIn = found.Value;
        Context.Features.Set(signedIn);
        Context.Features.Set(new Caller(
            signedIn.Organization, $"member:{signedIn.Member.Value}", Role.ScopesOf(signedIn.Role))
        {
            Name = signedIn.Email,
            Title = $"{signedIn.Role} of {signedIn.OrganizationName}",
            ScopesNow = (again, cancellationToken) => ScopesNowAsync(token, again, cancellationToken),
        });
        var member = new Claim(ClaimTypes.NameIdentifier, $"{signedIn.Member.Value}");
        var role = new Claim(ClaimTypes.Role, signedIn.Role);
        var principal = new ClaimsPrincipal(new ClaimsIdentity([member, role], SchemeName));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        RequestErrors.Unauthenticated.ToProblem().ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Policies.Refusal(Context).ToProblem().ExecuteAsync(Context);

    private static DrawnPages Drawn(HttpContext context) => context.RequestServices.GetRequiredService<DrawnPages>();

    private static async Task<IReadOnlyList<string>> ScopesNowAsync(
        string token, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(new AuthenticateSession(token) { IsUse = false }, cancellationToken);
        return found.IsSuccess ? Role.ScopesOf(found.Value.Role) : [];
    }

    private static bool IsMeant(HttpContext context) => ForBrowsers.Is(context.GetEndpoint())
        || (context.Request is { Headers: var headers, Cookies: var cookies }
            && headers.Authorization.Count == 0 && headers["X-Api-Key"].Count == 0 && cookies.ContainsKey(Cookie));

    // Browsers take the loopback address for secure. Without an end the cookie goes with the browser; the row decides.
    private static CookieOptions Form() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = true,
        Path = "/",
        IsEssential = true,
    };
}
