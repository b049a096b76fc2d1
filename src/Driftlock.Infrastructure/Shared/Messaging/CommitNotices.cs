using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>Wakes the relays of all nodes once messages of a module's context are committed.</summary>
internal sealed class CommitNotices(Notices notices) : IDbTransactionInterceptor, ISaveChangesInterceptor
{
    Task IDbTransactionInterceptor.TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        Give(eventData.Context);
        return Task.CompletedTask;
    }

    // A save without a transaction is one statement, which is committed by itself.
    ValueTask<int> ISaveChangesInterceptor.SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken)
    {
        if (eventData.Context?.Database.CurrentTransaction is null) Give(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void Give(DbContext? context)
    {
        if (context is ModuleDbContext { HasNewMessages: true } module)
        {
            module.HasNewMessages = false;
            notices.Give(OutboxRelay.Channel, module.SchemaName);
        }
    }
}
