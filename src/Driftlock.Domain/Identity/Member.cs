using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>Names a member of an organization.</summary>
public readonly record struct MemberId(Guid Value) : ITypedId<MemberId>
{
    /// <inheritdoc/>
    public static MemberId From(Guid value) => new(value);
}

/// <summary>A person in an organization.</summary>
public sealed class Member : Aggregate<MemberId>
{
    /// <summary>Most characters of an address, by RFC 5321.</summary>
    public const int LongestEmail = 254;

    /// <summary>In which organization.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The address, in lower case: one member of the organization has it.</summary>
    public required string Email { get; init; }

    /// <summary>One of <see cref="Identity.Role.All"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
