using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

/// <summary>
/// Makes a link for a person, for the operator's commands. Who is no member yet becomes one, in the role; who is keeps
/// the role that there is.
/// </summary>
/// <param name="Organization">Whose member.</param>
/// <param name="Email">Who.</param>
/// <param name="Role">As what, of <see cref="Domain.Identity.Role.All"/>.</param>
public sealed record CreateSignInLink(OrganizationId Organization, string Email, string Role)
    : ICommand<CreatedSignInLink>, IForOrganization;

/// <summary>The new link.</summary>
/// <param name="Token">To be shown this once; only its digest is kept.</param>
/// <param name="ExpiresAt">How long it is good.</param>
public sealed record CreatedSignInLink(OpaqueToken Token, DateTimeOffset ExpiresAt);

file sealed class Rules : AbstractValidator<CreateSignInLink>
{
    public Rules()
    {
        RuleFor(command => command.Email).EmailAddress().MaximumLength(Member.LongestEmail);
        RuleFor(command => command.Role).Must(role => Role.All.Contains(role))
            .WithMessage($"One of {string.Join(", ", Role.All)}.");
    }
}

file sealed class Handler(IIdentityDb db, Commit commit, TimeProvider clock)
    : ICommandHandler<CreateSignInLink, CreatedSignInLink>
{
    public async Task<Result<CreatedSignInLink>> Handle(CreateSignInLink command, CancellationToken cancellationToken)
    {
        var (token, now) = (OpaqueToken.Create(), clock.GetUtcNow());
        var member = await MemberAsync(command, now, cancellationToken);
        var link = new SignInLink
        {
            Digest = token.Digest,
            Organization = command.Organization,
            Member = member.Id,
            ExpiresAt = now + SignInLink.Lifetime,
        };
        db.SignInLinks.Add(link);
        db.TokenOwners.Add(new TokenOwner { Digest = link.Digest, Organization = link.Organization });
        var entry = new AuditEntry(
            link.Organization, AuditEntry.Operator, "identity.link_made", $"member:{member.Id.Value}")
        {
            Details = new Dictionary<string, string> { ["role"] = member.Role, ["member"] = member.CreatedAt == now ? "new" : "known" },
        };
        var saved = await commit.SaveAsync(db, entry, cancellationToken);
        return saved.IsSuccess ? new CreatedSignInLink(token, link.ExpiresAt) : saved.Error;
    }

    private async Task<Member> MemberAsync(
        CreateSignInLink command, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var email = command.Email.ToLowerInvariant();
        var known = await db.Members.SingleOrDefaultAsync(
            member => member.Organization == command.Organization && member.Email == email, cancellationToken);
        if (known is not null) return known;

        var member = new Member
        {
            Id = MemberId.New(clock),
            Organization = command.Organization,
            Email = email,
            Role = command.Role,
            CreatedAt = now,
        };
        db.Members.Add(member);
        return member;
    }
}
