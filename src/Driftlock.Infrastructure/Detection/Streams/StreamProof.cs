using System.Data;
using System.Security.Cryptography;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>What a replay of a stream's log came to.</summary>
/// <param name="Events">Events that it scored again.</param>
/// <param name="Breach">What is not as it is stored; none if all is.</param>
internal sealed record Proof(int Events, string? Breach);

/// <summary>
/// Reads a stream's log as a process would that has just started, and compares: from the snapshot before the newest, or from
/// the first entry, over the newest to the head.
/// </summary>
internal sealed class StreamProof(DetectionDbContext db, IAnomalyScorer scorer)
{
    /// <summary>Events of one stream that are scored again; where more lie before the newest snapshot, those after it.</summary>
    public const int MostEvents = 20_000;

    /// <summary>Tries it.</summary>
    /// <param name="stream">A stream of the organization that was entered.</param>
    /// <param name="most">Events at most; <see cref="MostEvents"/> if that is less.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Proof> TryAsync(StreamId stream, int most, CancellationToken cancellationToken)
    {
        // Of one moment: others append meanwhile.
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var head = await db.Heads.AsNoTracking().SingleOrDefaultAsync(one => one.Stream == stream, cancellationToken);
        if (head is null) return new Proof(0, null);

        var snapshots = await db.Snapshots.AsNoTracking()
            .Where(one => one.Stream == stream && one.Sequence <= head.Sequence)
            .OrderByDescending(one => one.Sequence).Take(2).ToListAsync(cancellationToken);
        if (Damaged(head, snapshots) is { } damage) return new Proof(0, damage);

        using var state = await NewStateAsync(stream, cancellationToken);
        if (await StartAsync(head, snapshots, cancellationToken) is { } start)
        {
            state.Restore(start.Model, Snapshot.Read(start.Feedback), start.Sequence);
        }

        return await ReplayAsync(head, state, Math.Min(most, MostEvents), cancellationToken);
    }

    private static string? Damaged(StreamHead head, IReadOnlyList<Snapshot> snapshots)
    {
        var damaged = snapshots.FirstOrDefault(one => Convert.ToHexStringLower(SHA256.HashData(one.Model)) != one.Digest);
        if (damaged is not null) return $"the snapshot at {damaged.Sequence} is not the one that was taken";

        return head.ModelDigest is { } named && (snapshots is not [var newest, ..] || newest.Digest != named)
            ? "its head names a model of which there is no snapshot"
            : null;
    }

    // The snapshot to begin with; none for the first entry.
    private async Task<Snapshot?> StartAsync(
        StreamHead head, IReadOnlyList<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        if (snapshots is not [var newest, ..]) return null;

        var before = snapshots.ElementAtOrDefault(1);
        var from = before?.Sequence ?? 0;
        // Retention may have taken what lies before the newest.
        var isThere = newest.Sequence - from <= MostEvents && await db.Log.AnyAsync(
            entry => entry.Stream == head.Stream && entry.Sequence == from, cancellationToken);
        return isThere ? before : newest;
    }

    private async Task<Proof> ReplayAsync(
        StreamHead head, StreamState state, int most, CancellationToken cancellationToken)
    {
        var (events, from) = (0, state.Sequence);
        var log = db.Log.AsNoTracking()
            .Where(entry => entry.Stream == head.Stream && entry.Sequence >= from && entry.Sequence < head.Sequence)
            .OrderBy(entry => entry.Sequence)
            .AsAsyncEnumerable();
        await foreach (var entry in log.WithCancellation(cancellationToken))
        {
            // A gap is told by another invariant.
            if (entry.Sequence != state.Sequence || events + entry.Ends.Length > most) break;

            var again = state.Apply(entry);
            events += entry.Ends.Length;
            if (!IsAsStored(entry, again)) return new Proof(events, $"entry {entry.Sequence} gives other scores");
            if (state.Sequence != head.SnapshotSequence || head.ModelDigest is not { } named) continue;
            if (state.Model.Digest() != named) return new Proof(events, $"the log gives another model at {state.Sequence}");
        }

        return new Proof(events, null);
    }

    private async Task<StreamState> NewStateAsync(StreamId id, CancellationToken cancellationToken)
    {
        var stream = await db.Streams.AsNoTracking().SingleAsync(one => one.Id == id, cancellationToken);
        return new StreamState(
            scorer, new StreamModelOptions(stream.BaselineEvents) { Shape = stream.Shape, Mode = stream.Mode });
    }

    // What only taught has no scores.
    private static bool IsAsStored(LogEntry entry, ScoredEvents again)
    {
        if (entry.Bits.Length == 0) return true;

        EventScore[] scores = [.. Enumerable.Range(0, again.Count).Select(place => again[place])];
        return entry.Bits.SequenceEqual(scores.Select(score => score.Bits))
            && entry.Scores.SequenceEqual(scores.Select(score => (float)score.Score))
            && entry.PValues.SequenceEqual(scores.Select(score => score.PValue))
            && entry.Flags.SequenceEqual(scores.Select(score => (short)score.Flags));
    }
}
