using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>Names an anomaly.</summary>
public readonly record struct AnomalyId(Guid Value) : ITypedId<AnomalyId>
{
    /// <inheritdoc/>
    public static AnomalyId From(Guid value) => new(value);
}
