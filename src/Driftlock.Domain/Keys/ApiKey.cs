using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Keys;

/// <summary>A credential of an organization. Only the digest of its secret is known here.</summary>
public sealed class ApiKey : Aggregate<ApiKeyId>
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 100;

    /// <summary>Most requests a minute that a key can be limited to.</summary>
    public const int MostRequestsPerMinute = 100_000;

    /// <summary>For whom it acts.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do: of <see cref="Scope.All"/>, each once.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The one stream that it may touch, if it is bound to one.</summary>
    public StreamId? Stream { get; init; }

    /// <summary>Requests a minute, where it is held shorter than its organization.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How the secret begins.</summary>
    public required string Prefix { get; init; }

    /// <summary>How the secret ends.</summary>
    public required string Last4 { get; init; }

    /// <summary>The digest of the secret.</summary>
    public required KeyDigest Digest { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is no good any more, if it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was taken back, if it was.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>When it was last used, to the minute; nothing if never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Takes the key back, for good.</summary>
    /// <returns>Whether it was not taken back already.</returns>
    public bool Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null) return false;

        RevokedAt = now;
        return true;
    }
}
