using Driftlock.Api.Console;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection.Console;

/// <summary>The pages of detection.</summary>
internal static class DetectionPages
{
    public static void AddDetectionPages(this IServiceCollection services)
    {
        services.AddSingleton<PlotCache>();
        services.AddSingleton(new NavigationEntry("Streams", "/streams", 10, Scope.StreamsRead));
        services.AddSingleton(new NavigationEntry("Anomalies", EventAddress.Inbox, 20, Scope.AnomaliesRead));
    }
}
