using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Driftlock.Infrastructure.Shared.Scheduling;

/// <summary>
/// Starts the scheduler with the process and stops it in time. Left to itself it would not stop while the database is
/// away: it tries to give back what it had taken until that succeeds.
/// </summary>
internal sealed partial class SchedulerService(QuartzHostedService scheduler, ILogger<SchedulerService> log)
    : IHostedService
{
    /// <summary>
    /// How long runs may go on that are under way. What a node does not give back another one takes over, once it has not
    /// heard of this one for a while.
    /// </summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken) => scheduler.StartAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await scheduler.StopAsync(cancellationToken).WaitAsync(LongestStop, cancellationToken);
        }
        catch (TimeoutException)
        {
            LeftBehind(log, LongestStop);
        }
    }

    [LoggerMessage(111, LogLevel.Warning, "The scheduler did not stop within {LongestStop}; other nodes take over")]
    private static partial void LeftBehind(ILogger log, TimeSpan longestStop);
}
