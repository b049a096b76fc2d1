using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>Commits metered work that stores nothing but that it was done.</summary>
public interface IMeteredWork
{
    /// <summary>
    /// In one transaction: the credential is still good, the run was not given up, the units are settled. A run that was
    /// committed before is settled, once.
    /// </summary>
    Task<Result> CommitAsync(DetectionsSettled settled, CancellationToken cancellationToken);
}
