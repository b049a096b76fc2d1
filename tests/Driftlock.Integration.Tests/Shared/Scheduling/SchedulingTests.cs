using System.Collections.Concurrent;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Driftlock.Integration.Tests.Shared.Scheduling;

/// <summary>Work by the clock: on one node at a time, on the next node when that one is gone.</summary>
public sealed class SchedulingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Runs runs = new();

    private MigratedDatabase database = null!;

    public async Task InitializeAsync() => database = await MigratedDatabase.CreateAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_nodes_run_work_one_at_a_time_and_the_second_goes_on_without_the_first()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await runs.AtLeastAsync(3).WaitAsync(Patience);

        await StopAsync(first);
        var before = runs.Count;
        await runs.AtLeastAsync(before + 2).WaitAsync(Patience);
        await StopAsync(second);

        runs.MostAtOnce.Should().Be(1);
        (await ScalarAsync<long>("""
            select count(*) from (
                select from shared.qrtz_execution_history
                group by trigger_name, fired_time having count(*) > 1) as doubled
            """)).Should().Be(0);
    }

    [Fact]
    public async Task Work_that_failed_runs_again_at_its_next_time()
    {
        runs.FailuresLeft = 1;
        await using var node = await StartAsync();

        await runs.AtLeastAsync(2).WaitAsync(Patience);
        await StopAsync(node);

        runs.FailuresLeft.Should().BeNegative();
    }

    [Fact]
    public async Task What_ran_is_told_with_its_result_and_its_next_time()
    {
        runs.FailuresLeft = int.MaxValue;
        await using var node = await StartAsync();
        var jobs = node.GetRequiredService<IJobs>();

        await UntilAsync(jobs, job => job.FailuresInARow > 1);
        runs.FailuresLeft = 0;
        var well = await UntilAsync(jobs, job => job is { LastAt: not null, FailuresInARow: 0 });
        await StopAsync(node);

        well.LastAt.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), Patience);
        well.NextAt.Should().BeAfter(well.LastAt!.Value);
        well.LastTook.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero).And.BeLessThan(Patience);
        well.IsGivenUp.Should().BeFalse();
        (await jobs.ListAsync(CancellationToken.None)).Select(job => job.Name).Should().BeInAscendingOrder()
            .And.Contain(["detection.take_snapshots", "probe.count", "shared.purge_expired"]);
    }

    [Fact]
    public async Task The_role_that_serves_requests_does_not_see_the_scheduler()
    {
        await using var services = MigratedDatabase.Services(database.ConnectionString);
        await using var command = services.GetRequiredService<Database>().App.CreateCommand(
            "select has_table_privilege('shared.qrtz_triggers', 'select, insert, update, delete')");

        (await command.ExecuteScalarAsync()).Should().Be(false);
    }

    [Fact]
    public async Task What_has_expired_is_purged_and_nothing_else()
    {
        await using var services = MigratedDatabase.Services(database.ConnectionString);
        await ScalarAsync<object>("""
            insert into shared.work_fences (organization, run, outcome, decided_at) values
              (gen_random_uuid(), gen_random_uuid(), 'committed', now() - interval '91 days'),
              (gen_random_uuid(), gen_random_uuid(), 'committed', now() - interval '89 days');
            insert into billing.inbox (organization, message, reaction, handled_at) values
              (gen_random_uuid(), gen_random_uuid(), 'old', now() - interval '91 days'),
              (gen_random_uuid(), gen_random_uuid(), 'new', now() - interval '89 days')
            returning 1
            """, "driftlock_owner");

        await services.GetRequiredService<PurgeExpired>().RunAsync(CancellationToken.None);

        (await ScalarAsync<long>("select count(*) from shared.work_fences")).Should().Be(1);
        (await ScalarAsync<string>("select string_agg(reaction, ' ') from billing.inbox")).Should().Be("new");
    }

    private async Task<ServiceProvider> StartAsync()
    {
        var services = MigratedDatabase.Services(database.ConnectionString, parts => parts
            .AddSingleton(runs)
            .AddScheduled<CountedWork>("probe.count", "* * * * * ?"));
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        return services;
    }

    // What the scheduler tells of a run it writes a little later.
    private static async Task<Job> UntilAsync(IJobs jobs, Predicate<Job> isTold)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var job = (await jobs.ListAsync(CancellationToken.None)).SingleOrDefault(one => one.Name == "probe.count");
            if (job is not null && isTold(job)) return job;
            if (waited.Elapsed > Patience) throw new TimeoutException($"{job}");
        }
    }

    private static async Task StopAsync(ServiceProvider node)
    {
        var scheduler = await node.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Shutdown(waitForJobsToComplete: true);
    }

    private async Task<T> ScalarAsync<T>(string statement, string role = "driftlock_worker")
    {
        await using var services = MigratedDatabase.Services(database.ConnectionString);
        var doors = services.GetRequiredService<Database>();
        await using var command = (role == "driftlock_worker" ? doors.Worker : doors.Owner).CreateCommand(statement);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>Counts what runs, over all nodes of this process.</summary>
internal sealed class Runs
{
    private readonly ConcurrentBag<(int Count, TaskCompletionSource Reached)> awaited = [];
    private int count;
    private int running;
    private int mostAtOnce;

    public int FailuresLeft { get; set; }

    public int Count => Volatile.Read(ref count);

    public int MostAtOnce => Volatile.Read(ref mostAtOnce);

    public Task AtLeastAsync(int wanted)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        awaited.Add((wanted, reached));
        return reached.Task;
    }

    public async Task RunAsync()
    {
        var now = Interlocked.Increment(ref running);
        if (now > Volatile.Read(ref mostAtOnce)) Volatile.Write(ref mostAtOnce, now);
        await Task.Yield();
        var done = Interlocked.Increment(ref count);
        Interlocked.Decrement(ref running);
        foreach (var (wanted, reached) in awaited)
        {
            if (done >= wanted) reached.TrySetResult();
        }

        if (FailuresLeft-- > 0) throw new InvalidOperationException("Not today.");
    }
}

internal sealed class CountedWork(Runs runs) : IScheduledWork
{
    public Task RunAsync(CancellationToken cancellationToken) => runs.RunAsync();
}
