using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>Names an anomaly. In the database, of two the one found later is the greater.</summary>
public readonly record struct AnomalyId(Guid Value) : ITypedId<AnomalyId>, IComparable<AnomalyId>
{
    /// <inheritdoc/>
    public static AnomalyId From(Guid value) => new(value);

    /// <summary>Found before the other.</summary>
    public static bool operator <(AnomalyId left, AnomalyId right) => left.CompareTo(right) < 0;

    /// <summary>Found after the other.</summary>
    public static bool operator >(AnomalyId left, AnomalyId right) => left.CompareTo(right) > 0;

    /// <summary>Not found after the other.</summary>
    public static bool operator <=(AnomalyId left, AnomalyId right) => left.CompareTo(right) <= 0;

    /// <summary>Not found before the other.</summary>
    public static bool operator >=(AnomalyId left, AnomalyId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(AnomalyId other) => Value.CompareTo(other.Value);
}
