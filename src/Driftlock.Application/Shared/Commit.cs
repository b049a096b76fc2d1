using System.Data.Common;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>The tables of one module, as one change of them is saved.</summary>
public interface IModuleDb
{
    /// <summary>Saves what was changed and commits it, with what else is to be in the same transaction.</summary>
    /// <param name="before">Comes first; its refusal saves nothing.</param>
    /// <param name="after">Comes last, after what was changed.</param>
    /// <param name="cancellationToken">Until the commit has begun.</param>
    Task<Result> SaveAsync(
        Func<DbTransaction, Task<Result>> before, Func<DbTransaction, Task> after, CancellationToken cancellationToken);
}

/// <summary>Saves the change of a command: guarded, audited, in one transaction, its locks in the order that all keep.</summary>
public sealed class Commit(ICommitGuard guard, IAudit audit)
{
    /// <summary>Saves what was changed in a module's tables.</summary>
    /// <returns>Success; or the guard's refusal, and nothing was saved.</returns>
    public Task<Result> SaveAsync(IModuleDb db, AuditEntry entry, CancellationToken cancellationToken) => db.SaveAsync(
        transaction => guard.StillGoodAsync(transaction, cancellationToken),
        transaction => audit.AppendAsync(entry, transaction, cancellationToken),
        cancellationToken);

    /// <summary>The same with a change that the database makes by itself, of rows that are not loaded.</summary>
    /// <returns>Success; or the guard's refusal, and nothing was changed.</returns>
    public Task<Result> SaveAsync(
        IModuleDb db, AuditEntry entry, Func<Task> change, CancellationToken cancellationToken) => db.SaveAsync(
        transaction => guard.StillGoodAsync(transaction, cancellationToken),
        async transaction =>
        {
            await change();
            await audit.AppendAsync(entry, transaction, cancellationToken);
        },
        cancellationToken);
}
