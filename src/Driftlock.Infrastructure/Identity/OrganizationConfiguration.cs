using Driftlock.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Identity;

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        // An organization is the organization of its own row, so the wall around this table is that of every other.
        builder.Property(organization => organization.Id).HasColumnName("organization");
    }
}

internal sealed class OrganizationSlugConfiguration : IEntityTypeConfiguration<OrganizationSlug>
{
    public void Configure(EntityTypeBuilder<OrganizationSlug> builder)
    {
        builder.ToTable("organization_slugs");
        builder.HasKey(taken => taken.Slug);
    }
}
