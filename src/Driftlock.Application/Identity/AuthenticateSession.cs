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

        var who = await db.Members.Where(member => member.Id == session.Member)
            .Select(member => new
            {
                member.Role,
                member.Email,
                Organization = db.Organizations.Where(one => one.Id == organization).Select(one => one.Name).Single(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (who is null) return RequestErrors.Unauthenticated;

        if (command.IsUse) session.Use(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new SignedIn(session.Id, organization, session.Member, who.Role, who.Email, who.Organization);
    }
}
