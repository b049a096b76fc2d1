using Driftlock.Domain.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Keys;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(key => key.Scopes).HasColumnType("text[]");
        builder.ComplexProperty(key => key.Digest, digest =>
        {
            digest.Property(each => each.Hex).HasColumnName("digest");
            digest.Property(each => each.PepperVersion).HasColumnName("pepper_version");
        });
    }
}

internal sealed class KeyOwnerConfiguration : IEntityTypeConfiguration<KeyOwner>
{
    public void Configure(EntityTypeBuilder<KeyOwner> builder)
    {
        builder.ToTable("key_owners");
        builder.HasKey(owner => owner.Key);
    }
}
