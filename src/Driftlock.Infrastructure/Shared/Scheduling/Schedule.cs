using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Driftlock.Infrastructure.Shared.Scheduling;

/// <summary>Which work is known under which name.</summary>
internal sealed record KnownWork(string Name, Type Work);

/// <summary>Registers the scheduler, and work with its schedule in one line.</summary>
internal static class Schedule
{
    /// <summary>Runs that one node works on at once.</summary>
    public const int MostAtOnce = 4;

    /// <summary>A node that has not been heard of for about twice as long is taken for dead.</summary>
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(10);

    /// <summary>Has that work done by the clock.</summary>
    /// <param name="services">The module's registration.</param>
    /// <param name="name"><c>module.what_it_does</c>: stored, and so kept when the class is renamed.</param>
    /// <param name="cron">Seconds, minutes, hours, day, month, weekday, in UTC: <c>0 7 * * * ?</c> is 7 past.</param>
    public static IServiceCollection AddScheduled<TWork>(this IServiceCollection services, string name, string cron)
        where TWork : class, IScheduledWork
    {
        services.AddTransient<TWork>();
        services.AddSingleton(new KnownWork(name, typeof(TWork)));
        return services.AddQuartz(quartz => quartz.ScheduleJob<ScheduledJob>(
            trigger => trigger.WithIdentity(name).WithCronSchedule(cron, at => at.InTimeZone(TimeZoneInfo.Utc)),
            job => job.WithIdentity(name)));
    }

    /// <summary>The scheduler, clustered over the installation's database, in the role of the worker.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "driftlock";
                scheduler.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(MostAtOnce);
            quartz.ConfigureOptions<SchedulingOptions>(
                options => options.ScheduleTriggerRelativeToReplacedTrigger = true);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source =>
                    source.DataSourceFactory = provider => provider.GetRequiredService<Database>().Worker);
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = "shared.qrtz_";
                    options.StoreJobDataAsStrings = true;
                });
                store.UseClustering(cluster => cluster.CheckinInterval = CheckIn);
                store.UseExecutionHistory();
            });
        });
        services.Configure<QuartzHostedServiceOptions>(options => options.WaitForJobsToComplete = true);
        services.AddSingleton<QuartzHostedService>();
        return services.AddHostedService<SchedulerService>();
    }
}
