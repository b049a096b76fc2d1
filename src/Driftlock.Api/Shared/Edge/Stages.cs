using Driftlock.Api.Shared.Limits;

namespace Driftlock.Api.Shared.Edge;

/// <summary>What every request passes on its way to a route, in this order; <c>docs/guides/operating.md</c> says why.</summary>
internal static class Stages
{
    public static IReadOnlyList<(string Name, Action<IApplicationBuilder> Use)> Order { get; } =
    [
        ("recovery", Recovery.Use),
        ("caller's address", TrustedProxies.Use),
        ("request id", app => app.UseMiddleware<RequestId>()),
        ("logging", app => app.UseMiddleware<RequestLog>()),
        ("whole answers", app => app.UseMiddleware<WholeAnswers>()),
        ("security headers", app => app.UseMiddleware<SecurityHeaders>()),
        ("CORS", app => app.UseCors()),
        ("route", app => app.UseRouting()),
        ("message form", app => app.UseMiddleware<MessageForm>()),
        ("address limits", app => app.UseMiddleware<AddressLimits>()),
        ("authentication", app => app.UseAuthentication()),
        ("caller headers", app => app.UseMiddleware<CallerHeaders>()),
        ("organization and key limits", app => app.UseMiddleware<OrganizationLimits>()),
        ("authorization", app => app.UseAuthorization()),
        ("body", app => app.UseRequestDecompression().UseMiddleware<BodyCheck>()),
        ("form origin", FormOrigin.Use),
        ("idempotency", app => app.UseMiddleware<Idempotent>()),
    ];

    public static void UseStages(this IApplicationBuilder app)
    {
        foreach (var (_, use) in Order) use(app);
    }
}
