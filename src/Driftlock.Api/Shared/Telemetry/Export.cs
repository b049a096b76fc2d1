using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Driftlock.Api.Shared.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP, from the sources that the server, the database's client and the product have by
/// themselves. Only if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; the other variables of that standard hold too.
/// </summary>
internal sealed class Export(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources =
        [Application.Shared.Telemetry.Name, "Microsoft.AspNetCore", "Npgsql", "System.Net.Http"];

    private static readonly string[] Meters =
    [
        Application.Shared.Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql",
        "System.Net.Http", "System.Runtime",
    ];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint])) return Task.CompletedTask;

        var resource = ResourceBuilder.CreateDefault().AddService("driftlock-api").AddEnvironmentVariableDetector();
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Sources).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Meters).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What is not sent yet is sent now, within the time that the exporter has.
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}
