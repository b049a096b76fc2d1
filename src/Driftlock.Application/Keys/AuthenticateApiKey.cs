using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Keys;

/// <summary>
/// Says for whom a presented key acts. Unknown, malformed, expired and revoked are one refusal,
/// <see cref="RequestErrors.Unauthenticated"/>; a key whose checksum is wrong is refused without asking the database.
/// </summary>
/// <param name="Presented">What the caller sent as its key.</param>
public sealed record AuthenticateApiKey(string Presented) : IQuery<KnownKey>
{
    /// <summary>
    /// Whether the caller has guessed too often: then only keys that are remembered are good, and others are refused as
    /// <see cref="KeyErrors.TooManyAttempts"/>.
    /// </summary>
    public bool RememberedOnly { get; init; }

    /// <summary>Without the secret, whoever prints it.</summary>
    public override string ToString() => nameof(AuthenticateApiKey);
}

file sealed class Handler(IKeySecrets secrets, IKeyDirectory directory, IKeyUses uses, TimeProvider clock)
    : IQueryHandler<AuthenticateApiKey, KnownKey>
{
    public async Task<Result<KnownKey>> Handle(AuthenticateApiKey query, CancellationToken cancellationToken)
    {
        if (KeySecret.Read(query.Presented) is not { } secret) return RequestErrors.Unauthenticated;

        var digests = secrets.DigestsOf(secret);
        if (query.RememberedOnly && !directory.Remembers(digests[0])) return KeyErrors.TooManyAttempts;

        var found = await directory.FindAsync(digests, cancellationToken);
        if (!found.IsSuccess) return found.Error == KeyErrors.NotFound ? RequestErrors.Unauthenticated : found.Error;

        var (key, now) = (found.Value, clock.GetUtcNow());
        if (!digests.Any(key.Digest.Matches) || !key.IsUsable(now)) return RequestErrors.Unauthenticated;

        uses.Note(key.Id, now);
        return key;
    }
}
