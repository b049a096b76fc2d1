using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Billing;

/// <summary>The tables of Billing. What moves units is in <see cref="IReservations"/>.</summary>
public interface IBillingDb : IModuleDb
{
    /// <summary>One per organization.</summary>
    DbSet<Account> Accounts { get; }

    /// <summary>The catalogue.</summary>
    DbSet<Plan> Plans { get; }

    /// <summary>The counters of the periods; read alone.</summary>
    DbSet<UsagePeriod> Periods { get; }

    /// <summary>What became of units; read alone.</summary>
    DbSet<LedgerEntry> Ledger { get; }
}
