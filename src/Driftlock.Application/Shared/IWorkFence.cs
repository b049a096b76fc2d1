using System.Data.Common;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>
/// Decides once and for ever whether a piece of metered work was committed or given up. Whoever asks first wins, also
/// between processes: an expired reservation is freed only after its run is given up here, and then cannot commit any more.
/// </summary>
public interface IWorkFence
{
    /// <summary>Inside the transaction of the work: whether it may commit.</summary>
    Task<bool> TryCommitAsync(
        OrganizationId organization, Guid run, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the same of several runs by one statement of a batch, inside the transaction of their work, that comes to a row
    /// for each of them if all may.
    /// </summary>
    /// <returns>Says once the batch was carried out whether all of them may.</returns>
    Func<bool> TryCommit(OrganizationId organization, IReadOnlyCollection<Guid> runs, DbBatch batch);

    /// <summary>Whether the run was committed before, by whoever asks or by another attempt.</summary>
    Task<bool> HasCommittedAsync(
        OrganizationId organization, Guid run, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Inside the transaction that frees the reservation: whether the run is given up, so that it may be freed.</summary>
    Task<bool> TryGiveUpAsync(
        OrganizationId organization, Guid run, DbTransaction transaction, CancellationToken cancellationToken);
}
