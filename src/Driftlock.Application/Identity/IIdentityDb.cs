using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Identity;

/// <summary>The tables of identity, as far as the organization of the scope of work may see them.</summary>
public interface IIdentityDb : IModuleDb
{
    /// <summary>The organization itself.</summary>
    DbSet<Organization> Organizations { get; }

    /// <summary>Who belongs to it.</summary>
    DbSet<Member> Members { get; }

    /// <summary>The links by which members sign in.</summary>
    DbSet<SignInLink> SignInLinks { get; }

    /// <summary>Who is signed in.</summary>
    DbSet<Session> Sessions { get; }

    /// <summary>Which slug is whose, over all organizations.</summary>
    DbSet<OrganizationSlug> OrganizationSlugs { get; }

    /// <summary>Which token is whose, over all organizations.</summary>
    DbSet<TokenOwner> TokenOwners { get; }

    /// <summary>Saves what was changed.</summary>
    Task<int> SaveChangesAsync(CancellationToken cancellationToken);
}

/// <summary>What several use cases ask of the tables.</summary>
internal static class TokenLookup
{
    public static Task<OrganizationId?> OrganizationOf(
        this IIdentityDb db, string digest, CancellationToken cancellationToken) => db.TokenOwners
            .Where(owner => owner.Digest == digest)
            .Select(owner => (OrganizationId?)owner.Organization)
            .SingleOrDefaultAsync(cancellationToken);
}
