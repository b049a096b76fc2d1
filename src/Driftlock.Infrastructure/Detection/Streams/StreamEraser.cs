using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Takes the head's row first, as whoever appends does; the rest goes with it.</summary>
internal sealed class StreamEraser(DetectionDbContext db, ICommitGuard guard, IAudit audit) : IStreamEraser
{
    // It goes in one transaction, so statements for a part each would hold its locks no shorter. They get the time that
    // the events of a year take.
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(30);

    public async Task<Result> EraseAsync(StreamId stream, AuditEntry act, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(LongestStatement);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Heads.Where(head => head.Stream == stream).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return DetectionErrors.NoSuchStream;
        }

        await db.Places.Where(one => one.Stream == stream).ExecuteDeleteAsync(cancellationToken);
        await db.Anomalies.Where(anomaly => anomaly.Stream == stream).ExecuteDeleteAsync(cancellationToken);
        await db.Log.Where(entry => entry.Stream == stream).ExecuteDeleteAsync(cancellationToken);
        await db.Streams.Where(one => one.Id == stream).ExecuteDeleteAsync(cancellationToken);
        Fault.Point("stream.emptied");

        var inner = transaction.GetDbTransaction();
        var good = await guard.StillGoodAsync(inner, cancellationToken);
        if (!good.IsSuccess) return good.Error;

        await audit.AppendAsync(act, inner, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("stream.erased");
        return Result.Success;
    }
}
