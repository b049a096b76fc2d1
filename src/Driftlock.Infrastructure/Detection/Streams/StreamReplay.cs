using System.Security.Cryptography;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Brings a stream's state to where its log ends: from what this process knows, else from the newest snapshot.</summary>
internal sealed class StreamReplay(DetectionDbContext db, IAnomalyScorer scorer, TimeProvider clock)
{
    /// <summary>The place's state, at the head.</summary>
    public async Task<StreamState> CatchUpAsync(
        ModelCache.Place place, StreamHead head, CancellationToken cancellationToken)
    {
        // A state ahead of the log would be one whose commit failed; those are forgotten at once.
        if (place.State is { } known && known.Sequence == head.Sequence) return known;

        // Behind a snapshot the log may have gone, and reading the snapshot is shorter than what lies before it.
        if (place.State is { } old && old.Sequence < head.SnapshotSequence) place.Forget();
        var state = place.State ??= await LoadAsync(head, cancellationToken);
        var missing = db.Log.AsNoTracking()
            .Where(entry => entry.Stream == head.Stream && entry.Sequence >= state.Sequence
                && entry.Sequence < head.Sequence)
            .OrderBy(entry => entry.Sequence)
            .AsAsyncEnumerable();
        await foreach (var entry in missing.WithCancellation(cancellationToken)) state.Apply(entry);

        if (state.Sequence != head.Sequence) throw new InvalidOperationException("The log ends before its head.");
        return state;
    }

    /// <summary>A snapshot of the state at the head, which is told of it.</summary>
    public Snapshot Take(StreamHead head, StreamState state)
    {
        var model = state.Model.Save();
        head.ModelDigest = Convert.ToHexStringLower(SHA256.HashData(model));
        head.SnapshotSequence = state.Sequence;
        return new Snapshot
        {
            Organization = head.Organization,
            Stream = head.Stream,
            Sequence = state.Sequence,
            Model = model,
            Feedback = Snapshot.Write(state.Feedback),
            Digest = head.ModelDigest,
            TakenAt = clock.GetUtcNow(),
        };
    }

    private async Task<StreamState> LoadAsync(StreamHead head, CancellationToken cancellationToken)
    {
        var stream = await db.Streams.AsNoTracking().SingleAsync(one => one.Id == head.Stream, cancellationToken);
        var state = new StreamState(
            scorer, new StreamModelOptions(stream.BaselineEvents) { Shape = stream.Shape, Mode = stream.Mode });
        var newest = await db.Snapshots.AsNoTracking()
            .Where(snapshot => snapshot.Stream == head.Stream && snapshot.Sequence <= head.Sequence)
            .OrderByDescending(snapshot => snapshot.Sequence)
            .FirstOrDefaultAsync(cancellationToken);
        if (newest is not null) state.Restore(newest.Model, Snapshot.Read(newest.Feedback), newest.Sequence);
        return state;
    }
}
