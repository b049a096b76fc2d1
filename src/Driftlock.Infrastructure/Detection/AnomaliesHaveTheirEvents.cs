using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection;

/// <summary>
/// Every anomaly stands in the log as the event that it is, scored as it says; and every event that the log says is flagged
/// has its anomaly. Within their class: what is older, retention takes piece by piece.
/// </summary>
internal sealed class AnomaliesHaveTheirEvents(Database database, TimeProvider clock) : IInvariant
{
    /// <summary>The newest, on each side: the wide rows of all are most of the database.</summary>
    public const int MostLookedAt = 100_000;

    private const string Breaches = """
        with newest as (
            select id, stream, sequence, at, retention_days from detection.anomalies
            where at > $1 - make_interval(days => retention_days) order by at desc limit $2),
        flagging as (
            select stream, sequence, length, flagged from detection.log
            where flagged > 0 and at > $1 - make_interval(days => retention_days) order by at desc limit $2)
        select format('anomaly %s: event %s of stream %s is %s', newest.id, newest.sequence, newest.stream,
            case when entry.sequence is null then 'not in the log' else 'another in the log' end)
        from newest
        join detection.anomalies a
            on a.id = newest.id and a.retention_days = newest.retention_days and a.at = newest.at
        left join detection.log entry
            on entry.stream = a.stream and entry.at = a.at and entry.retention_days = a.retention_days and entry.kind = 0
            and a.sequence >= entry.sequence and a.sequence < entry.sequence + entry.length
        cross join lateral (select (a.sequence - entry.sequence + 1)::int as place) event
        cross join lateral (select coalesce(entry.ends[event.place - 1], 0) as start) text
        where entry.sequence is null
            or (a.text, a.bits, a.score::real, a.p_deciding) is distinct from (
                substring(entry.texts from text.start + 1 for entry.ends[event.place] - text.start),
                entry.bits[event.place], entry.scores[event.place], entry.p_values[event.place])
        union all
        select format('stream %s, entry %s: %s events are flagged and %s are stored', entry.stream, entry.sequence,
            entry.flagged, stored.count)
        from flagging entry
        cross join lateral (
            select count(*) from detection.anomalies a
            where a.stream = entry.stream and a.sequence >= entry.sequence
                and a.sequence < entry.sequence + entry.length) stored
        where stored.count <> entry.flagged
        limit 100
        """;

    public string Name => "detection: every anomaly is the event that its log has, and every flagged event has its anomaly";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostLookedAt });
        return await command.ReadTextsAsync(cancellationToken);
    }
}
