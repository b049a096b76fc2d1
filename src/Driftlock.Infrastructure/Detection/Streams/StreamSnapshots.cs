using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Takes the snapshots from which models are rebuilt, so that a rebuild reads little of the log.</summary>
internal sealed class StreamSnapshots(DetectionDbContext db, ModelCache models, StreamReplay replay)
{
    // The newest, and one before it for whoever is reading it just now.
    private const int Kept = 2;

    /// <summary>Takes one where the stream's log ends now.</summary>
    /// <returns>Whether there was something to take; not if the stream is gone or too many wait for it.</returns>
    public async Task<bool> TakeAsync(
        OrganizationId organization, StreamId stream, CancellationToken cancellationToken)
    {
        using var place = await models.EnterAsync(organization, stream, cancellationToken);
        if (place is null) return false;

        try
        {
            return await TakeAsync(place, stream, cancellationToken);
        }
        catch
        {
            // A model that was left in the middle of an entry would learn its first events twice.
            place.Forget();
            throw;
        }
    }

    private async Task<bool> TakeAsync(ModelCache.Place place, StreamId stream, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var head = await db.LockHeadAsync(stream, cancellationToken);
        if (head is null || head.SnapshotSequence == head.Sequence) return false;

        var state = await replay.CatchUpAsync(place, head, cancellationToken);
        db.Snapshots.Add(replay.Take(head, state));
        await db.SaveChangesAsync(cancellationToken);
        Fault.Point("snapshot.written");
        var newest = db.Snapshots.Where(snapshot => snapshot.Stream == head.Stream)
            .OrderByDescending(snapshot => snapshot.Sequence).Select(snapshot => snapshot.Sequence).Take(Kept);
        await db.Snapshots
            .Where(snapshot => snapshot.Stream == head.Stream && !newest.Contains(snapshot.Sequence))
            .ExecuteDeleteAsync(cancellationToken);
        Fault.Point("snapshot.committing");
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("snapshot.committed");
        place.Head = head;
        return true;
    }
}
