using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Shared.Edge;

/// <summary>Lets pages of the configured origins call, with a key of their own and never with cookies.</summary>
internal static class ExplicitOrigins
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly string[] Asked =
        ["Authorization", "Content-Type", "Content-Encoding", Idempotent.Header, "Last-Event-ID", "X-Api-Key", RequestId.Header];

    private static readonly string[] Told =
    [
        "Retry-After", "RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "X-RateLimit-Remaining",
        "X-RateLimit-Reset", "X-Billing-Status", "X-Billing-Plan", Idempotent.Replayed, RequestId.Header,
    ];

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    public static void AddExplicitOrigins(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<EdgeOptions>>((cors, edge) => cors.AddDefaultPolicy(
            policy => policy.WithOrigins(edge.Value.Origins).WithMethods(Methods).WithHeaders(Asked)
                .WithExposedHeaders(Told).SetPreflightMaxAge(Remembered)));
    }
}
