using System.Globalization;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Takes the snapshots from which models are rebuilt, so that a rebuild reads little of the log.</summary>
internal sealed class StreamSnapshots(DetectionDbContext db, ModelCache models, StreamReplay replay)
{
    /// <summary>The newest, and one before it for whoever is reading it just now.</summary>
    public const int Kept = 2;

    private static readonly string Trim = string.Create(CultureInfo.InvariantCulture, $"""
        delete from detection.snapshots where stream = $1 and sequence < (
            select sequence from detection.snapshots where stream = $1 order by sequence desc offset {Kept - 1} limit 1)
        """);

    /// <summary>Takes away all but those that are kept.</summary>
    public static NpgsqlBatchCommand TrimOf(StreamId stream) =>
        new(Trim) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = stream.Value } } };

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
        var riding = (NpgsqlTransaction)transaction.GetDbTransaction();
        await using var trim = new NpgsqlBatch(riding.Connection, riding) { BatchCommands = { TrimOf(stream) } };
        await trim.ExecuteNonQueryAsync(cancellationToken);
        Fault.Point("snapshot.committing");
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("snapshot.committed");
        place.Head = head;
        return true;
    }
}
