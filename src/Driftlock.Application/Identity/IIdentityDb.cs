using Driftlock.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

/// <summary>The tables of identity, as far as the organization of the scope of work may see them.</summary>
public interface IIdentityDb
{
    /// <summary>The organization itself.</summary>
    DbSet<Organization> Organizations { get; }

    /// <summary>Which slug is whose, over all organizations.</summary>
    DbSet<OrganizationSlug> OrganizationSlugs { get; }

    /// <summary>Saves what was changed.</summary>
    Task<int> SaveChangesAsync(CancellationToken cancellationToken);
}
