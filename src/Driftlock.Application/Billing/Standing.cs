using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Billing;

/// <summary>Account, plan and counter of one moment, read together.</summary>
internal sealed record Standing(Account Account, Plan Plan, UsagePeriod? Counter, DateTimeOffset At)
{
    /// <summary>The period that counts at that moment.</summary>
    public BillingPeriod Period =>
        Counter is null ? Account.PeriodAt(At) : new BillingPeriod(Counter.StartsAt, Counter.EndsAt);

    /// <summary>What a period that starts now takes.</summary>
    public Allowance Allowance => Allowance.Of(Account, Plan);

    /// <summary>Before its first reservation a period has no counter, and nothing was used.</summary>
    public Usage Usage => Counter is null
        ? new Usage(0, Allowance.Included, Period.End)
        : new Usage(Counter.Used, Counter.Included, Period.End);
}

/// <summary>Reads how an organization stands.</summary>
internal static class Standings
{
    /// <summary>None for an organization without an account. One statement, so of one moment.</summary>
    public static async Task<Standing?> StandingAsync(
        this IBillingDb db, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await (
            from account in db.Accounts.AsNoTracking()
            where account.Id == organization
            join plan in db.Plans on account.Plan equals plan.Name
            from counter in db.Periods
                .Where(period => period.Organization == account.Id && period.StartsAt <= now && now < period.EndsAt)
                .DefaultIfEmpty()
            select new { account, plan, counter }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new Standing(found.account, found.plan, found.counter, now);
    }
}
