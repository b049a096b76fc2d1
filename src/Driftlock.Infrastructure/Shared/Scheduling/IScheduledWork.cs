namespace Driftlock.Infrastructure.Shared.Scheduling;

/// <summary>
/// What is done by the clock, on one node at a time. A node can die in the middle of it and a run can be late, so it
/// looks for what is due and claims its rows; mostly it sends a use case.
/// </summary>
internal interface IScheduledWork
{
    /// <summary>One run, in a scope of its own.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
