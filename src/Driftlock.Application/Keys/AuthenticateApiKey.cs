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
    /// <summary>Without the secret, whoever prints it.</summary>
    public override string ToString() => nameof(AuthenticateApiKey);
}

file sealed class Handler(IKeySecrets secrets, IKeyDirectory directory, TimeProvider clock)
    : IQueryHandler<AuthenticateApiKey, KnownKey>
{
    public async Task<Result<KnownKey>> Handle(AuthenticateApiKey query, CancellationToken cancellationToken)
    {
        if (KeySecret.Read(query.Presented) is not { } secret) return RequestErrors.Unauthenticated;

        var digests = secrets.DigestsOf(secret);
        var found = await directory.FindAsync(digests, cancellationToken);
        if (!found.IsSuccess) return found.Error == KeyErrors.NotFound ? RequestErrors.Unauthenticated : found.Error;

        var key = found.Value;
        return digests.Any(key.Digest.Matches) && key.IsUsable(clock.GetUtcNow()) ? key : RequestErrors.Unauthenticated;
    }
}
