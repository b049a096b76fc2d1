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

/// <summary>
/// Turns on streams: within this process by the model's place, between processes by the head's row. A process that had the
/// last turn knows the head and composes without a lock; that nobody came in between is a condition of its commit.
/// </summary>
internal sealed class StreamTurns(
    DetectionDbContext db,
    ModelCache models,
    StreamReplay replay,
    TurnWriter writer,
    TurnCommits commits,
    TurnStatements statements,
    IAudit audit,
    Notices notices,
    TimeProvider clock) : IStreamTurns
{
    // A stream on which processes take turns is locked first, for composing in vain costs its model.
    private static readonly TimeSpan LockedAfterOvertaken = TimeSpan.FromSeconds(10);

    public async Task<Result<StreamHead>> AppendAsync(
        Turn turn, Func<StreamAt, Task<Result<Append>>> compose, CancellationToken cancellationToken)
    {
        using var place = await models.EnterAsync(turn.Organization, turn.Stream, cancellationToken);
        if (place is null) return DetectionErrors.StreamBusy;

        Fault.Point("detection.turn_taken");
        // A head that was read before the lock would be taken for the one that is locked.
        db.ChangeTracker.Clear();
        if (KnowsTheEnd(place, turn))
        {
            if (await TryAppendAsync(place, turn, compose, cancellationToken) is { } appended) return appended;

            place.OvertakenAt = clock.GetUtcNow();
        }
        else if (turn.Grant is { } grant && await grant() is { IsSuccess: false, Error: var refused })
        {
            // Before the row is locked: it takes another session, and nobody waits for one while holding one.
            return refused;
        }

        var isCommitted = false;
        try
        {
            var result = await AppendLockedAsync(place, turn, compose, cancellationToken);
            isCommitted = result.IsSuccess;
            return result;
        }
        finally
        {
            // The model may have learned what was never stored.
            if (!isCommitted) place.Forget();
        }
    }

    private bool KnowsTheEnd(ModelCache.Place place, Turn turn) =>
        place.Head is { } head && head.Sequence >= turn.End
        && (place.OvertakenAt is not { } overtaken || clock.GetUtcNow() - overtaken >= LockedAfterOvertaken);

    // Nothing if another process was faster.
    private async Task<Result<StreamHead>?> TryAppendAsync(
        ModelCache.Place place,
        Turn turn,
        Func<StreamAt, Task<Result<Append>>> compose,
        CancellationToken cancellationToken)
    {
        var (head, state, isCommitted) = (place.Head!.Copy(), place.State!, false);
        try
        {
            // PostgreSQL works on the one while this process works on the other.
            var granting = turn.Grant?.Invoke() ?? Task.FromResult(Result.Success);
            var composing = compose(new StreamAt(head, state.Model, state.Feedback, state.Incidents));
            await Task.WhenAll(granting, composing);
            var (granted, composed) = (await granting, await composing);
            if (!granted.IsSuccess) return granted.Error;
            if (!composed.IsSuccess) return composed.Error;
            if (composed.Value.Audit is not null || db.ChangeTracker.HasChanges())
            {
                throw new InvalidOperationException("What is audited, or changes rows beside its turn, locks the stream.");
            }

            var written = await writer.WriteAsync(turn, head, state, composed.Value, cancellationToken);
            Fault.Point("detection.composed");
            var committed = await commits.CommitAsync(turn.Organization, written);
            if (committed is { IsSuccess: false }) return committed.Error!;

            if (committed is null) return null;

            isCommitted = true;
            Note(place, head, composed.Value);
            return head;
        }
        finally
        {
            // The model may have learned what was never stored.
            if (!isCommitted) place.Forget();
        }
    }

    private async Task<Result<StreamHead>> AppendLockedAsync(
        ModelCache.Place place,
        Turn turn,
        Func<StreamAt, Task<Result<Append>>> compose,
        CancellationToken cancellationToken)
    {
        var ahead = turn.TakesLong ? await ComposeAheadAsync(place, compose, cancellationToken) : null;
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
            result = await compose(new StreamAt(head, state.Model, state.Feedback, state.Incidents));
            Fault.Point("detection.scored");
        }

        if (!result!.IsSuccess) return result.Error;

        var written = await writer.WriteAsync(turn, head, state!, result.Value, cancellationToken);
        var committed = await CommitAsync(written, head, result.Value, transaction, cancellationToken);
        if (!committed.IsSuccess) return committed.Error;

        Note(place, head, result.Value);
        return head;
    }

    private async Task<Ahead?> ComposeAheadAsync(
        ModelCache.Place place, Func<StreamAt, Task<Result<Append>>> compose, CancellationToken cancellationToken)
    {
        var head = await db.Heads.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Stream == place.Key.Stream, cancellationToken);
        if (head is null) return null;

        var state = await replay.CatchUpAsync(place, head, cancellationToken);
        var (before, feedback) = (state.Model.Save(), Snapshot.Write(state.Feedback));
        var result = await compose(new StreamAt(head, state.Model, state.Feedback, state.Incidents));
        Fault.Point("detection.scored_ahead");
        return new Ahead(head.Sequence, before, feedback, result);
    }

    private async Task<Result> CommitAsync(
        WrittenTurn written,
        StreamHead head,
        Append append,
        IDbContextTransaction transaction,
        CancellationToken cancellationToken)
    {
        var riding = (NpgsqlTransaction)transaction.GetDbTransaction();
        await TurnStatements.MoveAsync(riding, [written], cancellationToken);
        var isWritten = await statements.WriteAsync(riding, [written], cancellationToken);
        if (!isWritten.IsSuccess) return isWritten;

        // It is written. What an act has changed beside it is saved.
        db.Entry(head).State = EntityState.Detached;
        await db.SaveChangesAsync(cancellationToken);
        Fault.Point("detection.written");
        if (append.Audit is { } act) await audit.AppendAsync(act, riding, cancellationToken);
        Fault.Point("detection.committing_locked");
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("detection.committed_locked");
        return Result.Success;
    }

    // Relays and live streams wait for it, on all nodes. What was found these hear of when it has its place.
    private void Note(ModelCache.Place place, StreamHead head, Append append)
    {
        place.Head = head;
        if (append.Events.Count > 0) notices.Give(OutboxRelay.Channel, DetectionDbContext.Schema);
        if (append.Entry is null) return;

        notices.Give(FeedListener.Moved, $"{head.Organization.Value} {head.Stream.Value}", head.Sequence);
    }

    /// <summary>What was composed before the stream was locked, and how to undo it.</summary>
    private sealed record Ahead(long Sequence, byte[] Before, string Feedback, Result<Append> Result);
}
