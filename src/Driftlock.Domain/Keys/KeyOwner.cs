using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Keys;

/// <summary>Whose key has that digest: what must be found before the organization is known.</summary>
public sealed class KeyOwner
{
    /// <summary>The key.</summary>
    public required ApiKeyId Key { get; init; }

    /// <summary>The key's organization.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The digest of the key's secret, in hexadecimal.</summary>
    public required string Digest { get; init; }
}
