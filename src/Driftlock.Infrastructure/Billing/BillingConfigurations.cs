using Driftlock.Domain.Billing;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Driftlock.Infrastructure.Billing;

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.Property(account => account.Id).HasColumnName("organization");
        builder.Property(account => account.Status).HasConversion<NameInSnakeCase<BillingStatus>>();
        builder.Property(account => account.Cap).HasConversion<NameInSnakeCase<CapBehaviour>>();
    }

    private sealed class NameInSnakeCase<TEnum>()
        : ValueConverter<TEnum, string>(value => SnakeCase.Of($"{value}"), name => Find(name))
        where TEnum : struct, Enum
    {
        private static TEnum Find(string name) => Enum.GetValues<TEnum>().Single(value => SnakeCase.Of($"{value}") == name);
    }
}

internal sealed class PlanConfiguration : IEntityTypeConfiguration<Plan>
{
    public void Configure(EntityTypeBuilder<Plan> builder) => builder.ToTable("plans").HasKey(plan => plan.Name);
}

internal sealed class UsagePeriodConfiguration : IEntityTypeConfiguration<UsagePeriod>
{
    public void Configure(EntityTypeBuilder<UsagePeriod> builder) =>
        builder.ToTable("periods").HasKey(period => new { period.Organization, period.StartsAt });
}

internal sealed class LedgerEntryConfiguration : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder) =>
        builder.ToTable("ledger").HasKey(entry => new { entry.Organization, entry.Run, entry.Kind });
}
