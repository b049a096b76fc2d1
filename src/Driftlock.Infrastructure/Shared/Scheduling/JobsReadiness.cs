using Driftlock.Application.Shared;

namespace Driftlock.Infrastructure.Shared.Scheduling;

/// <summary>
/// Whether work by the clock is done: how late the latest is, and how much the scheduler has given up. It makes no
/// process unready, since any node may do it and requests do not wait for it.
/// </summary>
internal sealed class JobsReadiness(Database database, TimeProvider clock) : IReadinessCheck
{
    // Times are ticks of UTC, as Quartz has them.
    private const string Look = """
        select coalesce(min(next_fire_time) filter (where trigger_state = 'WAITING'), 0),
            count(*) filter (where trigger_state = 'ERROR')
        from shared.qrtz_triggers
        """;

    public string Name => "jobs";

    public async Task<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Look);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (next, now) = (row.GetInt64(0), clock.GetUtcNow().UtcTicks);
        var late = next == 0 || next > now ? TimeSpan.Zero : TimeSpan.FromTicks(now - next);
        return new Readiness
        {
            Figures = new Dictionary<string, double>
            {
                ["late_seconds"] = late.TotalSeconds,
                ["given_up"] = row.GetInt64(1),
            },
        };
    }
}
