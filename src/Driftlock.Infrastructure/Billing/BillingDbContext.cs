using Driftlock.Application.Billing;
using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Billing;

/// <summary>The tables of Billing.</summary>
internal sealed class BillingDbContext(
    DbContextOptions<BillingDbContext> options, IDatabaseAccess access, TimeProvider clock)
    : ModuleDbContext(options, Schema, access, clock), IBillingDb
{
    public const string Schema = "billing";

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<UsagePeriod> Periods => Set<UsagePeriod>();

    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();
}
