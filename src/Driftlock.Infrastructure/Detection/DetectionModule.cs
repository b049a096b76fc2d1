using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Detection.Feed;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Detection;

/// <summary>Registers what the module Detection needs from outside.</summary>
public static class DetectionModule
{
    /// <summary>The native core, loaded when it is first asked for.</summary>
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddOptions<ModelCacheOptions>().BindConfiguration(ModelCacheOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IAnomalyScorer, NativeScorer>();
        services.AddSingleton<ModelCache>();
        services.AddScoped<IDetectionDb>(provider => provider.GetRequiredService<DetectionDbContext>());
        services.AddOptions<FeedOptions>().BindConfiguration(FeedOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FeedSignals>();
        services.AddSingleton<IFeedSignals>(provider => provider.GetRequiredService<FeedSignals>());
        services.AddHostedService<FeedListener>();
        services.AddScoped<StreamReplay>();
        services.AddScoped<StreamPieces>();
        services.AddScoped<TurnWriter>();
        services.AddSingleton<TurnStatements>();
        services.AddSingleton<TurnCommits>();
        services.AddScoped<IStreamTurns, StreamTurns>();
        services.AddScoped<EventIntake>();
        services.AddSingleton<RememberedStandings>();
        services.AddScoped<IStreamStandings, StreamStandings>();
        services.AddScoped<IStreamWords, StreamWords>();
        services.AddScoped<IFeedPlaces, FeedPlaces>();
        services.AddScoped<StreamSnapshots>();
        services.AddSingleton<BrokenStreams>();
        services.AddScheduled<SnapshotJob>("detection.take_snapshots", "30 * * * * ?");
        services.AddScheduled<RetentionJob>("detection.keep_and_drop", "0 41 * * * ?");
        services.AddScoped<IInvariant, LogsAreWhole>();
        services.AddScoped<IInvariant, PiecesAreTrue>();
        services.AddScoped<IInvariant, AnomaliesHaveTheirEvents>();
        services.AddScoped<IInvariant, PlacesAreGivenOnce>();
        services.AddScoped<IInvariant, LogsGiveTheirScores>();
        services.AddScoped<IInvariant, LedgerHasWhatWasScored>();
        services.AddScoped<StreamProof>();
        services.AddScoped<IStreamEraser, StreamEraser>();
        services.AddScoped<IMeteredWork, MeteredWork>();
        services.AddScoped<IScoreStore, ScoreStore>();
        return services.AddModuleSchema<DetectionDbContext>(DetectionDbContext.Schema);
    }
}
