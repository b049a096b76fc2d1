using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Driftlock.Infrastructure.Shared.Scheduling;

/// <summary>
/// The only class that the scheduler stores by its name: it runs the work of its job's name, one at a time over all
/// nodes.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledJob(
    IServiceScopeFactory scopes, IEnumerable<KnownWork> known, ILogger<ScheduledJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        if (known.SingleOrDefault(work => work.Name == name) is not { } work)
        {
            // Stored by another build: newer, then it runs there; or older, then nobody needs it.
            NotKnown(log, name);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await ((IScheduledWork)scope.ServiceProvider.GetRequiredService(work.Work)).RunAsync(cancellationToken);
    }

    [LoggerMessage(110, LogLevel.Warning, "Scheduled work {Name} is not known to this build")]
    private static partial void NotKnown(ILogger log, string name);
}
