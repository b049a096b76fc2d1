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
    /// <summary>Whether somebody uses the session now, so that it lasts.</summary>
    public bool IsUse { get; init; } = true;

    /// <summary>Without the token, whoever prints it.</summary>
    public override string ToString() => nameof(AuthenticateSession);
}

/// <summary>Who is signed in.</summary>
/// <param name="Session">By which session.</param>
/// <param name="Organization">Where.</param>
/// <param name="Member">As which member.</param>
/// <param name="Role">Of <see cref="Domain.Identity.Role.All"/>.</param>
/// <param name="Email">The member's address.</param>
/// <param name="OrganizationName">What people call the organization.</param>
public sealed record SignedIn(
    SessionId Session,
    OrganizationId Organization,
    MemberId Member,
    string Role,
    string Email,
    string OrganizationName);

file sealed class Handler(IIdentityDb db, SessionOwners owners, IDatabaseAccess access, TimeProvider clock)
    : ICommandHandler<AuthenticateSession, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(AuthenticateSession command, CancellationToken cancellationToken)
    {
        if (OpaqueToken.Read(command.Token) is not { Digest: var digest }) return RequestErrors.Unauthenticated;
        if (await owners.FindAsync(db, digest, cancellationToken) is not { } organization)
        {
            return RequestErrors.Unauthenticated;
        }

        access.Enter(organization);
        var found = await (
            from session in db.Sessions
            where session.Digest == digest
            join member in db.Members on session.Member equals member.Id
            join home in db.Organizations on session.Organization equals home.Id
            select new { session, member.Role, member.Email, home.Name }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || !found.session.IsOpen(clock.GetUtcNow())) return RequestErrors.Unauthenticated;

        if (command.IsUse) found.session.Use(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new SignedIn(
            found.session.Id, organization, found.session.Member, found.Role, found.Email, found.Name);
    }
}
