using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>Lets a member in once, soon after it was made.</summary>
public sealed class SignInLink
{
    /// <summary>How long it is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>The digest of its token.</summary>
    public required string Digest { get; init; }

    /// <summary>The member's organization.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Whom it lets in.</summary>
    public required MemberId Member { get; init; }

    /// <summary>From when on it is no good any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it let somebody in, if it has.</summary>
    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>Uses it up.</summary>
    /// <returns>Whether it was still good.</returns>
    public bool Use(DateTimeOffset now)
    {
        if (UsedAt is not null || now >= ExpiresAt) return false;

        UsedAt = now;
        return true;
    }
}

/// <summary>Whose link or session has a token of that digest: found before the organization is known.</summary>
public sealed class TokenOwner
{
    /// <summary>The digest of the token.</summary>
    public required string Digest { get; init; }

    /// <summary>The organization.</summary>
    public required OrganizationId Organization { get; init; }
}
