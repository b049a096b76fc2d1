using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Events that only taught have no scores. A short stretch is read event by event. Of a long one the least and the most bits of whole entries are enough: an entry
/// is a request, and a piece of the plot holds many.
/// </summary>
internal sealed class ScoreStore(DetectionDbContext db) : IScoreStore
{
    private const int ReadSingly = 20_000;

    public async Task<IReadOnlyList<ScorePoint>> ReadAsync(
        StreamId stream, DateTimeOffset? from, DateTimeOffset? to, int points, CancellationToken cancellationToken)
    {
        var (first, last) = (from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue.AddYears(-1));
        var span = await db.Database.SqlQuery<Span>($"""
            select min(sequence) as "First", max(sequence + length) as "End", sum(length)::bigint as "Events"
            from detection.log
            where stream = {stream.Value} and least_bits is not null and at >= {first} and at < {last}
            """).SingleAsync(cancellationToken);
        if (span is not { First: { } start, End: { } end }) return [];

        var pieces = span.Events <= ReadSingly
            ? db.Database.SqlQuery<ScorePoint>($"""
                with events as (
                    select log.sequence + place - 1 as sequence, at, bits[place] as bits, exists (
                        select from detection.anomalies found
                        where found.stream = log.stream and found.sequence = log.sequence + place - 1
                            and found.at = log.at) as flagged
                    from detection.log, generate_series(1, length) place
                    where stream = {stream.Value} and least_bits is not null and at >= {first} and at < {last}
                )
                select min(sequence) as "Sequence", min(at) as "At", count(*) as "Events", min(bits) as "LeastBits",
                    max(bits) as "MostBits", count(*) filter (where flagged) as "Flagged"
                from events
                group by (sequence - {start}) * {points} / ({end} - {start})
                order by "Sequence"
                """)
            : db.Database.SqlQuery<ScorePoint>($"""
                select min(sequence) as "Sequence", min(at) as "At", sum(length)::bigint as "Events",
                    min(least_bits) as "LeastBits", max(most_bits) as "MostBits", sum(flagged)::bigint as "Flagged"
                from detection.log
                where stream = {stream.Value} and least_bits is not null and at >= {first} and at < {last}
                group by (sequence - {start}) * {points} / ({end} - {start})
                order by "Sequence"
                """);
        return await pieces.ToListAsync(cancellationToken);
    }

    /// <summary>Where the stretch lies in the log.</summary>
    private sealed record Span(long? First, long? End, long? Events);
}
