namespace Driftlock.Application.Shared;

/// <summary>
/// Something that holds at every moment on every installation, so that a breach is a bug or damage. Each module registers
/// its own; <c>driftlock-api check</c> asks them all on the live database, which they only read.
/// </summary>
public interface IInvariant
{
    /// <summary><c>module: sentence</c>, what holds.</summary>
    string Name { get; }

    /// <summary>One sentence per breach, with ids and never with content; empty if it holds.</summary>
    Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken);
}
