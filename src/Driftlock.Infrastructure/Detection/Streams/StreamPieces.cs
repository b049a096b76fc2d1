using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Adds what an entry says to the pieces of its stream's plot, in the transaction that appends it. Everything but the
/// pieces themselves is at hand there, so nothing of the log is read for it.
/// </summary>
internal sealed class StreamPieces(DetectionDbContext db)
{
    private const string Grow = """
        insert into detection.score_pieces as before
        select $1, $2, 0, added.piece, $3, added.events, added.judged, added.least_bits, added.most_bits,
            added.flagged, added.flagged_bits, added.anomaly, added.usual_low, added.usual_high, $4
        from unnest($5, $6, $7, $8, $9, $10, $11, $12, $13, $14) added
            (piece, events, judged, least_bits, most_bits, flagged, flagged_bits, anomaly, usual_low, usual_high)
        on conflict (stream, level, piece) do update set
            events = before.events + excluded.events,
            judged = before.judged + excluded.judged,
            least_bits = case
                when excluded.judged = 0 then before.least_bits
                when before.judged = 0 then excluded.least_bits
                else least(before.least_bits, excluded.least_bits) end,
            most_bits = greatest(before.most_bits, excluded.most_bits),
            flagged = before.flagged + excluded.flagged,
            flagged_bits = greatest(before.flagged_bits, excluded.flagged_bits),
            -- Of equals the first.
            anomaly = case
                when excluded.flagged_bits > before.flagged_bits then excluded.anomaly
                else coalesce(before.anomaly, excluded.anomaly) end,
            usual_low = coalesce(excluded.usual_low, before.usual_low),
            usual_high = coalesce(excluded.usual_high, before.usual_high),
            expires_at = greatest(before.expires_at, excluded.expires_at)
        """;

    private const string RollUp = "call detection.roll_up_pieces($1, $2, $3, $4)";

    /// <summary>To be called once the head has moved behind the entry; tells the head what is usual.</summary>
    /// <param name="head">The head.</param>
    /// <param name="state">The stream's state, which remembers what events cost.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="found">The anomalies among its events.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The statements that add it, as far as there is anything to add.</returns>
    public async Task<IEnumerable<NpgsqlBatchCommand>> AddAsync(
        StreamHead head,
        StreamState state,
        LogEntry entry,
        IReadOnlyList<Anomaly> found,
        CancellationToken cancellationToken)
    {
        if (entry.Kind is LogEntryKind.Anchor or LogEntryKind.NewBaseline) Tell(head, usual: null);

        var touched = await PiecesAsync(head, state, entry, found, cancellationToken);
        return [.. Growing(entry, touched), .. RollingUp(entry)];
    }

    private static IEnumerable<NpgsqlBatchCommand> Growing(LogEntry entry, List<NewPiece> touched)
    {
        if (touched.Count == 0) yield break;

        yield return new NpgsqlBatchCommand(Grow)
        {
            Parameters =
            {
                One(entry.Organization.Value),
                One(entry.Stream.Value),
                One(entry.At),
                One(entry.At.AddDays(entry.RetentionDays)),
                Column(one => one.Number),
                Column(one => one.Events),
                Column(one => one.Judged),
                Column(one => one.LeastBits),
                Column(one => one.MostBits),
                Column(one => one.Flagged),
                Column(one => one.Dearest?.Bits),
                Column(one => one.Dearest?.Id.Value),
                Column(one => one.Usual?.Low),
                Column(one => one.Usual?.High),
            },
        };

        NpgsqlParameter<T[]> Column<T>(Func<NewPiece, T> of) => new() { TypedValue = [.. touched.Select(of)] };
    }

    // Those that have become whole.
    private static IEnumerable<NpgsqlBatchCommand> RollingUp(LogEntry entry)
    {
        var past = entry.Sequence + entry.Length;
        var width = PieceCover.WidthOf(level: 1);
        if (entry.Sequence / width == past / width) yield break;

        yield return new NpgsqlBatchCommand(RollUp)
        {
            Parameters =
            {
                One(entry.Organization.Value),
                One(entry.Stream.Value),
                One(entry.Sequence),
                One(past),
            },
        };
    }

    private static NpgsqlParameter<T> One<T>(T value) => new() { TypedValue = value };

    private async Task<List<NewPiece>> PiecesAsync(
        StreamHead head,
        StreamState state,
        LogEntry entry,
        IReadOnlyList<Anomaly> found,
        CancellationToken cancellationToken)
    {
        if (entry.Kind != LogEntryKind.Events) return [];

        var anyJudged = Enumerable.Range(0, entry.Length).Any(entry.IsJudged);
        var anchored = head is { Mode: DetectionMode.Anchored, EventsNeeded: 0 };
        var isFixed = anchored && head.UsualLow is not null;
        if (isFixed) state.Recent = null;
        else if (anyJudged) state.Recent ??= await RecentAsync(entry, cancellationToken);

        var touched = new List<NewPiece>();
        var flagged = found.ToLookup(one => one.Sequence / PieceCover.Smallest);
        for (var place = 0; place < entry.Length;)
        {
            var piece = new NewPiece((entry.Sequence + place) / PieceCover.Smallest);
            for (; place < entry.Length && (entry.Sequence + place) / PieceCover.Smallest == piece.Number; place++)
            {
                piece.Add(entry, place);
                state.Recent?.Add(entry, place);
            }

            foreach (var anomaly in flagged[piece.Number]) piece.Flag(anomaly);
            touched.Add(piece);
            if (piece.Judged == 0) continue;

            if (!anchored) Tell(head, state.Recent?.Usual());
            piece.Usual = Known(head);
        }

        if (isFixed || !anchored || !anyJudged) return touched;

        // From the first whole piece on it stands, also for the events that were judged before.
        var usual = state.Recent?.Usual();
        if (touched[0].Number < (entry.Sequence + entry.Length) / PieceCover.Smallest) Tell(head, usual);
        foreach (var piece in touched.Where(piece => piece.Judged > 0)) piece.Usual = usual;
        return touched;
    }

    private static void Tell(StreamHead head, (double Low, double High)? usual) =>
        (head.UsualLow, head.UsualHigh) = (usual?.Low, usual?.High);

    private static (double Low, double High)? Known(StreamHead head) =>
        head is { UsualLow: { } low, UsualHigh: { } high } ? (low, high) : null;

    // Of a stream that this process did not see so far.
    private async Task<RecentBits> RecentAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        var recent = new RecentBits();
        var first = Math.Max(entry.Sequence - RecentBits.Span, 0);
        if (first == entry.Sequence) return recent;

        var judged = await db.Database.SqlQuery<Cost>($"""
            select sequence as "Sequence", bits as "Bits"
            from detection.events_of({entry.Stream.Value}, {first}, {entry.Sequence}) where judged
            """).ToListAsync(cancellationToken);
        foreach (var (sequence, bits) in judged) recent.Add(sequence, bits);
        return recent;
    }

    private sealed record Cost(long Sequence, double Bits);
}
