using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Keys;

/// <summary>Finds keys before the organization is known. What it says is at most two seconds old.</summary>
public interface IKeyDirectory
{
    /// <summary>Whether <see cref="FindAsync"/> would answer without asking the database.</summary>
    bool Remembers(KeyDigest newest);

    /// <summary>The key that has one of these digests, whatever its state.</summary>
    /// <param name="digests">Of one secret, under each pepper, the newest first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key, or <see cref="KeyErrors.NotFound"/>, or <see cref="DatabaseErrors.Unavailable"/>.</returns>
    Task<Result<KnownKey>> FindAsync(IReadOnlyList<KeyDigest> digests, CancellationToken cancellationToken);
}

/// <summary>What must be known of a key to let a request in.</summary>
public sealed record KnownKey(ApiKeyId Id, OrganizationId Organization, KeyDigest Digest)
{
    /// <inheritdoc cref="ApiKey.Scopes"/>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <inheritdoc cref="ApiKey.Stream"/>
    public StreamId? Stream { get; init; }

    /// <inheritdoc cref="ApiKey.RequestsPerMinute"/>
    public int? RequestsPerMinute { get; init; }

    /// <inheritdoc cref="ApiKey.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc cref="ApiKey.RevokedAt"/>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether the key is good at that moment.</summary>
    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
