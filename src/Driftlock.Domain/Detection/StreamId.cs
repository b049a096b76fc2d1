using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>Names a stream.</summary>
public readonly record struct StreamId(Guid Value) : ITypedId<StreamId>
{
    /// <inheritdoc/>
    public static StreamId From(Guid value) => new(value);
}
