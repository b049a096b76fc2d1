using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Detection;

/// <summary>Registers what the module Detection needs from outside.</summary>
public static class DetectionModule
{
    /// <summary>The native core, loaded when it is first asked for.</summary>
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddOptions<ModelCacheOptions>().BindConfiguration("Detection:Models");
        services.AddSingleton<IAnomalyScorer, NativeScorer>();
        services.AddSingleton<ModelCache>();
        services.AddScoped<IDetectionDb>(provider => provider.GetRequiredService<DetectionDbContext>());
        services.AddScoped<StreamReplay>();
        services.AddScoped<IStreamTurns, StreamTurns>();
        services.AddScoped<StreamSnapshots>();
        services.AddSingleton<SnapshotJob>();
        services.AddSingleton<RetentionJob>();
        services.AddScoped<IStreamEraser, StreamEraser>();
        services.AddScoped<IMeteredWork, MeteredWork>();
        services.AddScoped<IScoreStore, ScoreStore>();
        return services.AddModuleSchema<DetectionDbContext>(DetectionDbContext.Schema);
    }
}
