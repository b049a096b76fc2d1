using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

/// <summary>Ends a session at once. Again, or of a session that there is not, it changes nothing.</summary>
public sealed record EndSession(OrganizationId Organization, SessionId Session, string Actor)
    : ICommand, IForOrganization;

file sealed class Handler(IIdentityDb db, Commit commit, TimeProvider clock) : ICommandHandler<EndSession>
{
    public async Task<Result> Handle(EndSession command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var session = await db.Sessions.SingleOrDefaultAsync(
            each => each.Id == command.Session && each.Organization == command.Organization, cancellationToken);
        if (session is null || !session.IsOpen(now)) return Result.Success;

        session.End(now);
        var subject = $"session:{session.Id.Value}";
        var entry = new AuditEntry(command.Organization, command.Actor, "identity.session_ended", subject);
        return await commit.SaveAsync(db, entry, cancellationToken);
    }
}
