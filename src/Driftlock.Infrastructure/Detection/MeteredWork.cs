using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Microsoft.EntityFrameworkCore.Storage;

namespace Driftlock.Infrastructure.Detection;

internal sealed class MeteredWork(DetectionDbContext db, ICommitGuard guard, IWorkFence fence, TimeProvider clock)
    : IMeteredWork
{
    public async Task<Result> CommitAsync(DetectionsSettled settled, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(OutboxMessage.Of(settled, clock));
        await db.SaveChangesAsync(cancellationToken);
        Fault.Point("analysis.written");

        var inner = transaction.GetDbTransaction();
        if (!await fence.TryCommitAsync(settled.Organization, settled.Run, inner, cancellationToken))
        {
            // An attempt before this one settled it and died before it answered: nothing is left to be written.
            return await fence.HasCommittedAsync(settled.Organization, settled.Run, inner, cancellationToken)
                ? Result.Success
                : DetectionErrors.TookTooLong;
        }

        var good = await guard.StillGoodAsync(inner, cancellationToken);
        if (!good.IsSuccess) return good.Error;

        Fault.Point("analysis.committing");
        await transaction.CommitAsync(cancellationToken);
        Fault.Point("analysis.committed");
        return Result.Success;
    }
}
