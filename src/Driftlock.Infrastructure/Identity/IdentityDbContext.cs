using Driftlock.Application.Identity;
using Driftlock.Application.Shared;
using Driftlock.Domain.Identity;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Identity;

/// <summary>The tables of identity.</summary>
internal sealed class IdentityDbContext(
    DbContextOptions<IdentityDbContext> options, IDatabaseAccess access, TimeProvider clock)
    : ModuleDbContext(options, Schema, access, clock), IIdentityDb
{
    public const string Schema = "identity";

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<OrganizationSlug> OrganizationSlugs => Set<OrganizationSlug>();

    public DbSet<TokenOwner> TokenOwners => Set<TokenOwner>();
}
