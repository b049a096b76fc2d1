using System.Data.Common;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>
/// Whether what is about to be committed may still be: a credential that was revoked while the request ran commits
/// nothing. Without a credential (the operator's commands, jobs) there is nothing to check.
/// </summary>
public interface ICommitGuard
{
    /// <summary>Under which credential this scope of work acts, if it does.</summary>
    Guid? Credential { get; }

    /// <summary>From here on this scope of work acts under that credential.</summary>
    void ActUnder(Guid credential);

    /// <summary>
    /// Last before the commit, inside its transaction: reads the credential with a share lock, so that a revocation and this
    /// commit have an order.
    /// </summary>
    /// <returns>Success, or the refusal that leaves as 401; then the transaction is to be rolled back.</returns>
    Task<Result> StillGoodAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the same by a statement of a batch, inside the transaction, that comes to one row if the credential is good;
    /// by none without a credential.
    /// </summary>
    /// <returns>Says it once the batch was carried out.</returns>
    Task<Func<Result>> AskAsync(DbBatch batch);
}
