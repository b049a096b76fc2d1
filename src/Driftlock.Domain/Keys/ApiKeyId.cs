using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Keys;

/// <summary>Names an API key; no secret.</summary>
public readonly record struct ApiKeyId(Guid Value) : ITypedId<ApiKeyId>
{
    /// <inheritdoc/>
    public static ApiKeyId From(Guid value) => new(value);
}
