using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// A short stretch is read event by event. Of a long one the pieces are read that <see cref="StreamPieces"/> made with
/// each commit, and single events only at its ends: about four rows for each point, however many events there are.
/// </summary>
internal sealed class ScoreStore(DetectionDbContext db) : IScoreStore
{
    private const int ReadSingly = 20_000;
    private const int LatestPieces = 40;

    public async Task<IReadOnlyList<ScorePoint>> ReadAsync(
        StreamId stream, DateTimeOffset? from, DateTimeOffset? to, int points, CancellationToken cancellationToken)
    {
        if (await SpanAsync(stream, from, to, cancellationToken) is not var (start, end)) return [];

        var wanted = (end - start + points - 1) / points;
        if (end - start <= ReadSingly)
        {
            var single = await ReadEventsAsync(stream, [start], [end], cancellationToken);
            var usual = await UsualAsync(stream, start, end, cancellationToken);
            return Gather(single, at => (at - start) * points / (end - start), usual);
        }

        // Points lie on a grid that does not move while the stream goes on.
        var level = PieceCover.LevelWithin(wanted) ?? 0;
        var unit = PieceCover.WidthOf(level);
        var width = Math.Max((wanted + unit - 1) / unit, 1) * unit;
        var cover = PieceCover.Of(start, end, level);
        var parts = await ReadPiecesAsync(stream, cover.Pieces, cancellationToken);
        parts.AddRange(await ReadEventsAsync(
            stream,
            [.. cover.Events.Select(run => run.First)],
            [.. cover.Events.Select(run => run.Past)],
            cancellationToken));
        return Gather(parts.OrderBy(part => part.Sequence), at => at / width, usual: []);
    }

    public Task<LargestEvent?> LargestAsync(
        StreamId stream, long first, long past, CancellationToken cancellationToken) => db.Database
        .SqlQuery<LargestEvent>($"""
            select sequence as "Sequence", bits as "Bits" from detection.events_of({stream.Value}, {first}, {past})
            where judged order by bits desc, sequence limit 1
            """)
        .SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyDictionary<StreamId, Pulse>> PulseAsync(
        IReadOnlyList<StreamId> streams, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. streams.Select(stream => stream.Value)];
        var (minuteAgo, pieces) = (now.AddMinutes(-1), LatestPieces);
        var rows = await db.Database.SqlQuery<Latest>($"""
            select asked.id as "Stream", recent.events as "PerMinute", piece.most_bits as "MostBits", piece.flagged as "Flagged"
            from unnest({ids}) asked(id)
            cross join lateral (
                select coalesce(sum(entry.length), 0)::bigint as events from detection.log entry
                where entry.stream = asked.id and entry.kind = 0 and entry.at > {minuteAgo}) recent
            left join lateral (
                select part.piece, part.most_bits, part.flagged from detection.score_pieces part
                where part.stream = asked.id and part.level = 0 and part.judged > 0
                order by part.piece desc limit {pieces}) piece on true
            order by asked.id, piece.piece
            """).ToListAsync(cancellationToken);
        return rows.GroupBy(row => StreamId.From(row.Stream)).ToDictionary(
            stream => stream.Key,
            stream => new Pulse(
                stream.First().PerMinute,
                [.. stream.Where(row => row.MostBits is not null)
                    .Select(row => new PulsePiece(row.MostBits!.Value, row.Flagged!.Value))]));
    }

    // The first and the last entry of the time: two looks into an index, where a sum would read every row.
    private async Task<(long Start, long End)?> SpanAsync(
        StreamId stream, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var entries = db.Log.AsNoTracking().Where(entry => entry.Stream == stream && entry.Kind == LogEntryKind.Events);
        if (from is { } first) entries = entries.Where(entry => entry.At >= first);
        if (to is { } past) entries = entries.Where(entry => entry.At < past);
        var start = await entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Sequence)
            .Select(entry => (long?)entry.Sequence).FirstOrDefaultAsync(cancellationToken);
        var end = await entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Sequence)
            .Select(entry => (long?)(entry.Sequence + entry.Length)).FirstOrDefaultAsync(cancellationToken);
        return start is null || end is null ? null : (start.Value, end.Value);
    }

    private Task<List<Part>> ReadEventsAsync(
        StreamId stream, long[] firsts, long[] pasts, CancellationToken cancellationToken) => db.Database
        .SqlQuery<Part>($"""
            select event.sequence as "Sequence", event.at as "At", 1 as "Events", event.judged::int as "Judged",
                event.bits as "LeastBits", event.bits as "MostBits", (found.id is not null)::int as "Flagged",
                case when found.id is not null then event.bits end as "FlaggedBits", found.id as "Anomaly",
                null::double precision as "UsualLow", null::double precision as "UsualHigh"
            from unnest({firsts}, {pasts}) run(first, past),
                detection.events_of({stream.Value}, run.first, run.past) event
            left join detection.anomalies found on found.stream = {stream.Value} and found.sequence = event.sequence
            order by 1
            """).ToListAsync(cancellationToken);

    private Task<List<Part>> ReadPiecesAsync(
        StreamId stream, IReadOnlyList<PieceCover.Run> runs, CancellationToken cancellationToken)
    {
        int[] levels = [.. runs.Select(run => run.Level)];
        long[] widths = [.. runs.Select(run => PieceCover.WidthOf(run.Level))];
        long[] firsts = [.. runs.Select(run => run.First)];
        long[] pasts = [.. runs.Select(run => run.Past)];
        return db.Database.SqlQuery<Part>($"""
            select part.piece * run.width as "Sequence", part.first_at as "At", part.events as "Events",
                part.judged as "Judged", part.least_bits as "LeastBits", part.most_bits as "MostBits",
                part.flagged as "Flagged", part.flagged_bits as "FlaggedBits", part.anomaly as "Anomaly",
                part.usual_low as "UsualLow", part.usual_high as "UsualHigh"
            from unnest({levels}, {widths}, {firsts}, {pasts}) run(level, width, first, past)
            join detection.score_pieces part on part.stream = {stream.Value} and part.level = run.level
                and part.piece >= run.first and part.piece < run.past
            """).ToListAsync(cancellationToken);
    }

    private async Task<Usual[]> UsualAsync(StreamId stream, long start, long end, CancellationToken cancellationToken)
    {
        const int Width = PieceCover.Smallest;
        return await db.Database.SqlQuery<Usual>($"""
            select piece * {Width} as "From", usual_low as "Low", usual_high as "High"
            from detection.score_pieces
            where stream = {stream.Value} and level = 0 and piece >= {start / Width} and piece * {Width} < {end}
                and usual_low is not null
            order by piece
            """).ToArrayAsync(cancellationToken);
    }

    private static List<ScorePoint> Gather(
        IEnumerable<Part> inOrder, Func<long, long> pointOf, IReadOnlyList<Usual> usual)
    {
        var next = 0;
        var points = new List<ScorePoint>();
        foreach (var point in inOrder.GroupBy(part => pointOf(part.Sequence)))
        {
            Part[] parts = [.. point];
            var dearest = parts.MaxBy(part => part.FlaggedBits ?? double.NegativeInfinity)!;
            while (next + 1 < usual.Count && usual[next + 1].From <= parts[0].Sequence) next++;
            // What is not yet a piece goes on as the piece before it.
            var known = parts.LastOrDefault(part => part.UsualLow is not null);
            var (low, high) = (known?.UsualLow, known?.UsualHigh);
            if (known is null && usual.Count > 0 && parts[^1].Judged > 0) (low, high) = (usual[next].Low, usual[next].High);
            points.Add(new ScorePoint(
                parts[0].Sequence,
                parts[0].At,
                parts.Sum(part => (long)part.Events),
                parts.Where(part => part.Judged > 0).Select(part => part.LeastBits).DefaultIfEmpty(0).Min(),
                parts.Max(part => part.MostBits),
                parts.Sum(part => (long)part.Flagged))
            {
                Judged = parts.Sum(part => (long)part.Judged),
                FlaggedBits = dearest.FlaggedBits,
                Anomaly = dearest.Anomaly is { } anomaly ? AnomalyId.From(anomaly) : null,
                UsualLow = low,
                UsualHigh = high,
            });
        }

        return points;
    }

    /// <summary>A piece, or an event alone.</summary>
    private sealed record Part(
        long Sequence,
        DateTimeOffset At,
        int Events,
        int Judged,
        double LeastBits,
        double MostBits,
        int Flagged,
        double? FlaggedBits,
        Guid? Anomaly,
        double? UsualLow,
        double? UsualHigh);

    /// <summary>A stream's rate beside one of its latest pieces, if it has any.</summary>
    private sealed record Latest(Guid Stream, long PerMinute, double? MostBits, int? Flagged);

    /// <summary>What was usual from a place on.</summary>
    private sealed record Usual(long From, double Low, double High);
}
