namespace Driftlock.Application.Shared;

/// <summary>The work that is done by the clock, on whichever node: how it went and when it comes next.</summary>
public interface IJobs
{
    /// <summary>Most jobs that <see cref="ListAsync"/> tells.</summary>
    const int MostListed = 100;

    /// <summary>The jobs by name.</summary>
    Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Work that is done by the clock.</summary>
/// <param name="Name"><c>module.what_it_does</c>.</param>
/// <param name="LastAt">When it began last, if it ever did.</param>
/// <param name="LastTook">How long that run took.</param>
/// <param name="FailuresInARow">Runs that failed since one went well; none if the last one did.</param>
/// <param name="NextAt">When it comes next; none if it does not.</param>
/// <param name="IsGivenUp">Whether the scheduler has given it up: somebody has to look.</param>
public sealed record Job(
    string Name, DateTimeOffset? LastAt, TimeSpan? LastTook, int FailuresInARow, DateTimeOffset? NextAt, bool IsGivenUp);
