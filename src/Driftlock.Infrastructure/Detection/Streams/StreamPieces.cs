using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// What an entry adds to the pieces of its stream's plot, in the transaction that appends it. Everything but the pieces
/// themselves is at hand there, so nothing of the log is read for it.
/// </summary>
internal sealed class StreamPieces(DetectionDbContext db)
{
    /// <summary>To be called once the head has moved behind the entry; tells the head what is usual.</summary>
    /// <param name="head">The head.</param>
    /// <param name="state">The stream's state, which remembers what events cost.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="found">The anomalies among its events.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it adds to which pieces.</returns>
    public async Task<IReadOnlyList<NewPiece>> AddAsync(
        StreamHead head,
        StreamState state,
        LogEntry entry,
        IReadOnlyList<Anomaly> found,
        CancellationToken cancellationToken)
    {
        if (entry.Kind is LogEntryKind.Anchor or LogEntryKind.NewBaseline) Tell(head, usual: null);

        return await PiecesAsync(head, state, entry, found, cancellationToken);
    }

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
            var piece = new NewPiece(entry, (entry.Sequence + place) / PieceCover.Smallest);
            for (; place < entry.Length && (entry.Sequence + place) / PieceCover.Smallest == piece.Number; place++)
            {
                piece.Add(place);
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
