using Driftlock.Application.Shared;
using Driftlock.Domain.Keys;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Keys;

/// <summary>
/// Takes a key back. Once this has answered, no request commits with it. Again it changes nothing. Refused as
/// <see cref="KeyErrors.NotFound"/>.
/// </summary>
/// <param name="Organization">Whose key.</param>
/// <param name="Key">Which one.</param>
/// <param name="Actor">Who takes it back, as in <see cref="AuditEntry"/>.</param>
public sealed record RevokeApiKey(OrganizationId Organization, ApiKeyId Key, string Actor) : ICommand, IForOrganization;

file sealed class Handler(IKeysDb db, Commit commit, TimeProvider clock) : ICommandHandler<RevokeApiKey>
{
    public async Task<Result> Handle(RevokeApiKey command, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(
            key => key.Id == command.Key && key.Organization == command.Organization, cancellationToken);
        if (key is null) return KeyErrors.NotFound;
        if (!key.Revoke(clock.GetUtcNow())) return Result.Success;

        var entry = new AuditEntry(key.Organization, command.Actor, "keys.revoked", $"key:{key.Id.Value}");
        return await commit.SaveAsync(db, entry, cancellationToken);
    }
}
