using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

/// <summary>
/// Uses a sign-in link up and opens a session. Unknown, used and old links are one refusal,
/// <see cref="RequestErrors.Unauthenticated"/>.
/// </summary>
/// <param name="Token">The link's token, as it was presented.</param>
public sealed record OpenSession(string Token) : ICommand<OpenedSession>
{
    /// <summary>Without the token, whoever prints it.</summary>
    public override string ToString() => nameof(OpenSession);
}

/// <summary>The new session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">For the cookie; only its digest is kept.</param>
public sealed record OpenedSession(SessionId Id, OpaqueToken Token);

file sealed class Handler(IIdentityDb db, IDatabaseAccess access, Commit commit, TimeProvider clock)
    : ICommandHandler<OpenSession, OpenedSession>
{
    public async Task<Result<OpenedSession>> Handle(OpenSession command, CancellationToken cancellationToken)
    {
        if (OpaqueToken.Read(command.Token) is not { Digest: var digest }) return RequestErrors.Unauthenticated;
        if (await db.OrganizationOf(digest, cancellationToken) is not { } organization)
        {
            return RequestErrors.Unauthenticated;
        }

        access.Enter(organization);
        var now = clock.GetUtcNow();
        var link = await db.SignInLinks.SingleOrDefaultAsync(each => each.Digest == digest, cancellationToken);
        if (link is null || !link.Use(now)) return RequestErrors.Unauthenticated;

        var (id, token) = (SessionId.New(clock), OpaqueToken.Create());
        db.Sessions.Add(new Session
        {
            Id = id,
            Digest = token.Digest,
            Organization = organization,
            Member = link.Member,
            OpenedAt = now,
            EndsAt = now + Session.Lifetime,
        });
        db.TokenOwners.Add(new TokenOwner { Digest = token.Digest, Organization = organization });
        var actor = $"member:{link.Member.Value}";
        var entry = new AuditEntry(organization, actor, "identity.signed_in", $"session:{id.Value}");
        try
        {
            var saved = await commit.SaveAsync(db, entry, cancellationToken);
            return saved.IsSuccess ? new OpenedSession(id, token) : saved.Error;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else used the link in the same moment.
            return RequestErrors.Unauthenticated;
        }
    }
}
