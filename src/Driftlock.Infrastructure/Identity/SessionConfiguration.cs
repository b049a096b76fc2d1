using Driftlock.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Driftlock.Infrastructure.Identity;

internal sealed class MemberConfiguration : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> builder) => builder.ToTable("members");
}

internal sealed class SignInLinkConfiguration : IEntityTypeConfiguration<SignInLink>
{
    public void Configure(EntityTypeBuilder<SignInLink> builder)
    {
        builder.ToTable("sign_in_links");
        builder.HasKey(link => link.Digest);
        // Of two that use it at once, the second finds it used.
        builder.Property(link => link.UsedAt).IsConcurrencyToken();
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder) => builder.ToTable("sessions");
}

internal sealed class TokenOwnerConfiguration : IEntityTypeConfiguration<TokenOwner>
{
    public void Configure(EntityTypeBuilder<TokenOwner> builder)
    {
        builder.ToTable("token_owners");
        builder.HasKey(owner => owner.Digest);
    }
}
