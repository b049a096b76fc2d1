using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

/// <summary>
/// Says who is signed in by a token, and makes the session last. Unknown and ended are one refusal,
/// <see cref="RequestErrors.Unauthenticated"/>.
/// </summary>
/// <param name="Token">The session's token, as it was presented.</param>
public sealed record AuthenticateSession(string Token) : ICommand<SignedIn>
{
    /// <summary>Without the token, whoever prints it.</summary>
    public override string ToString() => nameof(AuthenticateSession);
}

/// <summary>Who is signed in.</summary>
public sealed record SignedIn(SessionId Session, OrganizationId Organization, MemberId Member, string Role);

file sealed class Handler(IIdentityDb db, IDatabaseAccess access, TimeProvider clock)
    : ICommandHandler<AuthenticateSession, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(AuthenticateSession command, CancellationToken cancellationToken)
    {
        if (OpaqueToken.Read(command.Token) is not { Digest: var digest }) return RequestErrors.Unauthenticated;
        if (await db.OrganizationOf(digest, cancellationToken) is not { } organization)
        {
            return RequestErrors.Unauthenticated;
        }

        access.Enter(organization);
        var session = await db.Sessions.SingleOrDefaultAsync(each => each.Digest == digest, cancellationToken);
        if (session is null || !session.IsOpen(clock.GetUtcNow())) return RequestErrors.Unauthenticated;

        var role = await db.Members.Where(member => member.Id == session.Member)
            .Select(member => member.Role)
            .SingleOrDefaultAsync(cancellationToken);
        if (role is null) return RequestErrors.Unauthenticated;

        session.Use(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new SignedIn(session.Id, organization, session.Member, role);
    }
}
