using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>
/// Tells all nodes what a module's context has committed: wakes the relays where it wrote messages, and what else it says.
/// </summary>
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
        if (context is not ModuleDbContext module) return;

        if (module.HasNewMessages) notices.Give(OutboxRelay.Channel, module.SchemaName);
        foreach (var (channel, about) in module.News) notices.Give(channel, about);
        module.HasNewMessages = false;
        module.News.Clear();
    }
}
