using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Identity;

/// <summary>
/// Creates an organization, for the operator's commands. The scope of work is that organization's from then on. Refused
/// as <see cref="IdentityErrors.SlugTaken"/>.
/// </summary>
public sealed record CreateOrganization(string Name, string Slug) : ICommand<CreatedOrganization>;

/// <summary>The new organization.</summary>
public sealed record CreatedOrganization(OrganizationId Id);

file sealed class Rules : AbstractValidator<CreateOrganization>
{
    public Rules()
    {
        RuleFor(command => command.Name).NotEmpty().MaximumLength(Organization.LongestName);
        RuleFor(command => command.Slug).Must(OrganizationSlug.IsWellFormed)
            .WithMessage($"At most {OrganizationSlug.Longest} lower case letters, digits and single hyphens; not an id.");
    }
}

file sealed class Handler(IIdentityDb db, IDatabaseAccess access, Commit commit, TimeProvider clock)
    : ICommandHandler<CreateOrganization, CreatedOrganization>
{
    public async Task<Result<CreatedOrganization>> Handle(
        CreateOrganization command, CancellationToken cancellationToken)
    {
        var id = OrganizationId.New(clock);
        access.Enter(id);
        db.OrganizationSlugs.Add(new OrganizationSlug { Slug = command.Slug, Organization = id });
        db.Organizations.Add(new Organization
        {
            Id = id,
            Name = command.Name,
            Slug = command.Slug,
            CreatedAt = clock.GetUtcNow(),
        });
        var act = new AuditEntry(id, AuditEntry.Operator, "identity.organization_created", $"organization:{id.Value}")
        {
            Details = new Dictionary<string, string> { ["slug"] = command.Slug },
        };
        try
        {
            var saved = await commit.SaveAsync(db, act, cancellationToken);
            return saved.IsSuccess ? new CreatedOrganization(id) : saved.Error;
        }
        catch (UniqueViolationException)
        {
            return IdentityErrors.SlugTaken;
        }
    }
}
