using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>The tenant: what owns members, keys, streams and a subscription.</summary>
public sealed class Organization : Aggregate<OrganizationId>
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 100;

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What addresses and commands call it: unique in the installation.</summary>
    public required string Slug { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
