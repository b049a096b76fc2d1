using Driftlock.Application.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Shared.Scheduling;

/// <summary>Reads what the scheduler keeps of its jobs. The result of a run is there some seconds after the run.</summary>
internal sealed class Jobs(Database database) : IJobs
{
    // Times and durations are ticks, the times of UTC, as Quartz has them.
    private const string List = """
        select job.job_name, status.last_fired_time, status.last_run_time, coalesce(status.consecutive_failures, 0),
            job.next_fire_time, job.trigger_state = 'ERROR'
        from shared.qrtz_triggers job
        left join shared.qrtz_job_status status using (sched_name, job_group, job_name)
        order by job.job_name
        limit $1
        """;

    public async Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(List);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = IJobs.MostListed });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = new List<Job>();
        while (await rows.ReadAsync(cancellationToken))
        {
            jobs.Add(new Job(
                rows.GetString(0),
                TimeOf(Ticks(rows, 1)),
                Ticks(rows, 2) is { } took ? TimeSpan.FromTicks(took) : null,
                rows.GetInt32(3),
                TimeOf(Ticks(rows, 4)),
                rows.GetBoolean(5)));
        }

        return jobs;
    }

    private static long? Ticks(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static DateTimeOffset? TimeOf(long? ticks) => ticks is > 0 ? new DateTimeOffset(ticks.Value, TimeSpan.Zero) : null;
}
