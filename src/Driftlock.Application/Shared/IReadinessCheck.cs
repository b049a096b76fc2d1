namespace Driftlock.Application.Shared;

/// <summary>Something that must work before this process takes requests. Modules register what they depend on.</summary>
public interface IReadinessCheck
{
    /// <summary>One word, for programs: <c>database</c>.</summary>
    string Name { get; }

    /// <summary>Looks, within the time that a probe has; what it throws counts as not ready.</summary>
    Task<Readiness> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>What a check has found.</summary>
/// <param name="Fault">One sentence on what does not work; none if all is well. Anybody may read it.</param>
public sealed record Readiness(string? Fault = null)
{
    /// <summary>Which version of it works here, where that is worth knowing.</summary>
    public string? Version { get; init; }

    /// <summary>Figures to watch, by name with their unit: <c>oldest_seconds</c>.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();
}
