using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Says what a turn writes.</summary>
internal sealed class TurnWriter(
    DetectionDbContext db,
    StreamReplay replay,
    StreamPieces pieces,
    ICommitGuard guard,
    TimeProvider clock)
{
    /// <summary>Moves the head behind what is appended, and says what is to be written for it.</summary>
    /// <param name="turn">What the turn is for.</param>
    /// <param name="head">The head where it was composed; it moves.</param>
    /// <param name="state">The state, which has the events of the entry already, and takes an entry of another kind.</param>
    /// <param name="append">What was composed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WrittenTurn> WriteAsync(
        Turn turn, StreamHead head, StreamState state, Append append, CancellationToken cancellationToken)
    {
        var written = new WrittenTurn
        {
            Organization = head.Organization,
            Credential = guard.Credential,
            Run = turn.Run,
        };
        if (append.Entry is { } entry) await WriteAsync(entry, head, state, append, written, cancellationToken);

        written.Guarded = await guard.AskAsync(written.Guard);
        if (append.Teaching is { } teaching)
        {
            var otherwise = DetectionErrors.TeachingLimit(clock.GetUtcNow());
            written.Taught = (teaching.Day, CountOf(head.Organization, teaching), otherwise);
        }

        written.Rows.AddRange(append.Rows.Select(db.Row));
        written.Rows.AddRange(append.Events.Select(happened => db.Row(OutboxMessage.Of(happened, clock))));
        written.Changed.AddRange(append.Continued.Select(db.Row));
        return written;
    }

    private async Task WriteAsync(
        LogEntry entry,
        StreamHead head,
        StreamState state,
        Append append,
        WrittenTurn written,
        CancellationToken cancellationToken)
    {
        var (sequence, snapshot) = (head.Sequence, head.SnapshotSequence);
        if (entry.Kind != LogEntryKind.Events) state.Apply(entry);
        Move(head, entry, state);
        var found = append.Rows.OfType<Anomaly>().ToList();
        written.Pieces = await pieces.AddAsync(head, state, entry, found, cancellationToken);
        written.RollUp = PieceStatements.RollUp(entry);
        written.Rows.Add(db.Row(entry));
        if (NamesModel(head, entry))
        {
            written.Rows.Add(db.Row(replay.Take(head, state)));
            written.Trim = StreamSnapshots.TrimOf(head.Stream);
        }

        written.Move = MoveOf(head, sequence, snapshot);
    }

    private NpgsqlBatchCommand MoveOf(StreamHead head, long sequence, long snapshot)
    {
        var move = db.UpdateOf(head);
        var given = move.Parameters.Count;
        move.CommandText += $"""
             and sequence = ${given + 1} and snapshot_sequence = ${given + 2} and stream = (
                select stream from detection.heads where stream = ${given + 3} for no key update skip locked)
            returning stream
            """;
        move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot });
        move.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = head.Stream.Value });
        return move;
    }

    // One statement, so of those that teach at once none goes beyond the day.
    private static NpgsqlBatchCommand CountOf(OrganizationId organization, Teaching teaching) => new("""
        insert into detection.teaching_days as taught (organization, day, bytes)
        select $1, $2, $3 where $3 <= $4
        on conflict (organization, day) do update set bytes = taught.bytes + excluded.bytes
        where taught.bytes + excluded.bytes <= $4
        returning day
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = organization.Value },
            new NpgsqlParameter<DateOnly> { TypedValue = teaching.Day },
            new NpgsqlParameter<long> { TypedValue = teaching.Bytes },
            new NpgsqlParameter<long> { TypedValue = teaching.Most },
        },
    };

    // A stream that has become ready, or has a new anchor, has a model to be named and rebuilt from.
    private static bool NamesModel(StreamHead head, LogEntry entry) =>
        head.EventsNeeded == 0 && (head.ModelDigest is null || entry.Kind == LogEntryKind.Anchor);

    private static void Move(StreamHead head, LogEntry entry, StreamState state)
    {
        state.Sequence = head.Sequence = entry.Sequence + entry.Length;
        var model = state.Model.Describe();
        (head.Shape, head.Mode) = (model.Shape, model.Mode);
        (head.EventsNeeded, head.CalibrationEvents) = (model.EventsNeeded, model.CalibrationEvents);
        if (entry.Kind == LogEntryKind.NewBaseline) head.ModelDigest = null;
        if (entry.Ends.Length == 0) return;

        head.Events += entry.Ends.Length;
        head.LastEventAt = entry.At;
        if (entry.Flagged > 0) head.LastAnomalyAt = entry.At;
    }
}
