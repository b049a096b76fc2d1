using Driftlock.Application.Identity.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

file sealed class Handler(IIdentityDb db, IDatabaseAccess access) : IQueryHandler<FindOrganization, FoundOrganization>
{
    public async Task<Result<FoundOrganization>> Handle(FindOrganization query, CancellationToken cancellationToken)
    {
        if (await IdOf(query.IdOrSlug, cancellationToken) is not { } id) return IdentityErrors.NoSuchOrganization;

        access.Enter(id);
        var found = await db.Organizations
            .Where(organization => organization.Id == id)
            .Select(organization => new FoundOrganization(organization.Id, organization.Slug, organization.Name))
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? IdentityErrors.NoSuchOrganization : found;
    }

    private async Task<OrganizationId?> IdOf(string idOrSlug, CancellationToken cancellationToken) =>
        Guid.TryParse(idOrSlug, out var id)
            ? OrganizationId.From(id)
            : await db.OrganizationSlugs
                .Where(taken => taken.Slug == idOrSlug)
                .Select(taken => (OrganizationId?)taken.Organization)
                .SingleOrDefaultAsync(cancellationToken);
}
