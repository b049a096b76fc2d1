using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection.Feed;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Turns on streams: within this process by the model's place, between processes by the head's row.</summary>
internal sealed class StreamTurns(
    DetectionDbContext db,
    ModelCache models,
    StreamReplay replay,
    StreamPieces pieces,
    ICommitGuard guard,
    IWorkFence fence,
    IAudit audit,
    Notices notices,
    TimeProvider clock) : IStreamTurns
{
    public async Task<Result<StreamHead>> AppendAsync(
        OrganizationId organization,
        StreamId stream,
        Guid? run,
        bool takesLong,
        Func<StreamAt, Task<Result<Append>>> compose,
        CancellationToken cancellationToken)
    {
        using var place = await models.EnterAsync(organization, stream, cancellationToken);
        if (place is null) return DetectionErrors.StreamBusy;

        Fault.Point("detection.turn_taken");
        var committed = false;
        try
        {
            var result = await AppendAsync(place, run, takesLong, compose, cancellationToken);
            committed = result.IsSuccess;
            return result;
        }
        finally
        {
            // The model may have learned what was never stored.
            if (!committed) place.Forget();
        }
    }

    private async Task<Result<StreamHead>> AppendAsync(
        ModelCache.Place place,
        Guid? run,
        bool takesLong,
        Func<StreamAt, Task<Result<Append>>> compose,
        CancellationToken cancellationToken)
    {
        // A head that was read before the lock would be taken for the one that is locked.
        db.ChangeTracker.Clear();
        var ahead = takesLong ? await ComposeAheadAsync(place, compose, cancellationToken) : null;
        if (ahead is { Result: { IsSuccess: false, Error: var refused } }) return refused;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var head = await db.LockHeadAsync(place.Key.Stream, cancellationToken);
        if (head is null) return DetectionErrors.NoSuchStream;

        Fault.Point("detection.head_locked");
        var state = place.State;
        var result = ahead?.Result;
        if (ahead is null || ahead.Sequence != head.Sequence)
        {
            // Rows that the first try found, and what it changed in them, are of another moment.
            foreach (var entry in db.ChangeTracker.Entries().Where(entry => entry.Entity != head).ToArray())
            {
                entry.State = EntityState.Detached;
            }

            if (ahead is not null) state!.Restore(ahead.Before, Snapshot.Read(ahead.Feedback), ahead.Sequence);
            state = await replay.CatchUpAsync(place, head, cancellationToken);
            Fault.Point("detection.caught_up");
            result = await compose(new StreamAt(head, state.Model, state.Feedback));
            Fault.Point("detection.scored");
        }

        if (!result!.IsSuccess) return result.Error;

        return await CommitAsync(result.Value, run, head, state!, transaction, cancellationToken);
    }

    private async Task<Ahead?> ComposeAheadAsync(
        ModelCache.Place place, Func<StreamAt, Task<Result<Append>>> compose, CancellationToken cancellationToken)
    {
        var head = await db.Heads.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Stream == place.Key.Stream, cancellationToken);
        if (head is null) return null;

        var state = await replay.CatchUpAsync(place, head, cancellationToken);
        var (before, feedback) = (state.Model.Save(), Snapshot.Write(state.Feedback));
        var result = await compose(new StreamAt(head, state.Model, state.Feedback));
        Fault.Point("detection.scored_ahead");
        return new Ahead(head.Sequence, before, feedback, result);
    }

    private async Task<Result<StreamHead>> CommitAsync(
        Append append,
        Guid? run,
        StreamHead head,
        StreamState state,
        IDbContextTransaction transaction,
        CancellationToken cancellationToken)
    {
        var riding = (NpgsqlTransaction)transaction.GetDbTransaction();
        await using var batch = new NpgsqlBatch(riding.Connection, riding);
        if (append.Entry is { } entry)
        {
            if (entry.Kind != LogEntryKind.Events) state.Apply(entry);
            MoveHead(head, entry, state);
            var found = append.Rows.OfType<Anomaly>().ToList();
            var added = await pieces.AddAsync(head, state, entry, found, cancellationToken);
            if (added is not null) batch.BatchCommands.Add(added);
            batch.BatchCommands.Add(db.InsertOf(entry));
        }

        if (NamesModel(head, append.Entry)) batch.BatchCommands.Add(db.InsertOf(replay.Take(head, state)));
        var mayCommit = run is { } metered ? fence.TryCommit(head.Organization, metered, batch) : () => true;
        var stillGood = await guard.AskAsync(batch);
        Write(append, batch);
        await ExecuteAsync(batch, cancellationToken);
        if (!mayCommit()) return DetectionErrors.TookTooLong;
        if (stillGood() is { IsSuccess: false, Error: var revoked }) return revoked;

        await db.SaveChangesAsync(cancellationToken);
        if (append.Teaching is { } teaching && !await CountAsync(head.Organization, teaching, cancellationToken))
        {
            return DetectionErrors.TeachingLimit(clock.GetUtcNow());
        }

        Fault.Point("detection.written");
        if (append.Audit is { } act) await audit.AppendAsync(act, riding, cancellationToken);
        Fault.Point("detection.committing");
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("detection.committed");
        Tell(head, append);
        return head;
    }

    // The rows that every detection changes go with those that are new; what an act has changed beside them is saved.
    private void Write(Append append, NpgsqlBatch batch)
    {
        foreach (var row in append.Rows) batch.BatchCommands.Add(db.InsertOf(row));
        foreach (var happened in append.Events)
        {
            batch.BatchCommands.Add(db.InsertOf(OutboxMessage.Of(happened, clock)));
            db.HasNewMessages = true;
        }

        foreach (var changed in db.ChangeTracker.Entries().Where(one => one.State == EntityState.Modified).ToArray())
        {
            if (changed.Entity is not (StreamHead or AnomalyGroup)) continue;

            batch.BatchCommands.Add(db.UpdateOf(changed.Entity));
            // Made unchanged, it would be what it was.
            changed.State = EntityState.Detached;
        }
    }

    private static async Task ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(broken.ConstraintName ?? "", broken);
        }
    }

    // Live streams wait for it, on all nodes. What was found they hear of when it has its place.
    private void Tell(StreamHead head, Append append)
    {
        if (append.Entry is null) return;

        notices.Give(FeedListener.Moved, $"{head.Organization.Value} {head.Stream.Value}", head.Sequence);
    }

    // One statement, so of those that teach at once none goes beyond the day.
    private async Task<bool> CountAsync(
        OrganizationId organization, Teaching teaching, CancellationToken cancellationToken)
    {
        var (day, bytes, most) = teaching;
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into detection.teaching_days as taught (organization, day, bytes)
            select {organization.Value}, {day}, {bytes} where {bytes} <= {most}
            on conflict (organization, day) do update set bytes = taught.bytes + excluded.bytes
            where taught.bytes + excluded.bytes <= {most}
            """,
            cancellationToken) == 1;
    }

    // A stream that has become ready, or has a new anchor, has a model to be named and rebuilt from.
    private static bool NamesModel(StreamHead head, LogEntry? entry) =>
        head.EventsNeeded == 0 && (head.ModelDigest is null || entry?.Kind == LogEntryKind.Anchor);

    private static void MoveHead(StreamHead head, LogEntry entry, StreamState state)
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

    /// <summary>What was composed before the stream was locked, and how to undo it.</summary>
    private sealed record Ahead(long Sequence, byte[] Before, string Feedback, Result<Append> Result);
}
