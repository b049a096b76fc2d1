using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Detection;

/// <summary>Registers what the module Detection needs from outside.</summary>
public static class DetectionModule
{
    /// <summary>The native core, loaded when it is first asked for.</summary>
    public static IServiceCollection AddDetection(this IServiceCollection services) =>
        services.AddSingleton<IAnomalyScorer, NativeScorer>();
}
