namespace Driftlock.Api.Shared.Telemetry;

/// <summary>The metrics of this process for a Prometheus that comes for them.</summary>
internal static class MetricsEndpoint
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<MetricsText>();
        services.AddHostedService<Export>();
        services.AddSingleton<ReadinessProbe>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder root)
    {
        // Made here and not when it is first asked, so that it has measured from the start.
        var metrics = root.ServiceProvider.GetRequiredService<MetricsText>();
        root.MapGet("/metrics", () => TypedResults.Text(metrics.Write(), TextFormat))
            .OpenToAll()
            .WithName("GetMetrics")
            .WithSummary("The metrics of this process in the text format of Prometheus")
            .Produces<string>(contentType: "text/plain");
    }
}
