using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Billing;

/// <summary>What an organization has used in the period that runs now, as the ledger has it.</summary>
public sealed record GetUsage(OrganizationId Organization) : IQuery<PeriodUsage>, IForOrganization
{
    /// <summary>Most days, streams and keys that are told; of streams and keys those that used most.</summary>
    public const int MaximumParts = 1_000;
}

/// <summary>The units of a period. Accepted = settled + pending + rejected.</summary>
/// <param name="Plan">Canonical name of the plan.</param>
/// <param name="Period">The period.</param>
/// <param name="Included">Events that the plan includes; none for a plan without a limit.</param>
/// <param name="Counted">The counters.</param>
/// <param name="Days">Settled units by the day in UTC on which they were settled; days without any are left out.</param>
/// <param name="Streams">Settled units by stream; none for what belonged to no stream.</param>
/// <param name="Credentials">Settled units by key or session.</param>
public sealed record PeriodUsage(
    string Plan,
    BillingPeriod Period,
    long? Included,
    UnitCounts Counted,
    IReadOnlyList<UsageDay> Days,
    IReadOnlyList<UsagePart> Streams,
    IReadOnlyList<UsagePart> Credentials);

/// <summary>How units stand.</summary>
/// <param name="Settled">Used.</param>
/// <param name="Pending">Reserved for work that runs.</param>
/// <param name="Rejected">Reserved, and given back.</param>
public sealed record UnitCounts(long Settled, long Pending, long Rejected);

/// <summary>What a day used.</summary>
public sealed record UsageDay(DateOnly Day, long Units);

/// <summary>What one stream or key used.</summary>
public sealed record UsagePart(Guid? Id, long Units);

file sealed class Handler(IBillingDb db, IOrganizationClock clock) : IQueryHandler<GetUsage, PeriodUsage>
{
    public async Task<Result<PeriodUsage>> Handle(GetUsage query, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(query.Organization, cancellationToken);
        var standing = await db.StandingAsync(query.Organization, now, cancellationToken);
        if (standing is null) return BillingErrors.NoAccount;

        var used = db.Ledger.AsNoTracking().Where(entry => entry.Organization == query.Organization
            && entry.PeriodStart == standing.Period.Start && entry.Kind != LedgerEntry.Rejected);
        var days = await used.GroupBy(entry => DateOnly.FromDateTime(entry.At.UtcDateTime))
            .Select(part => new { part.Key, Units = part.Sum(entry => entry.Units) })
            .OrderBy(part => part.Key).Take(GetUsage.MaximumParts)
            .ToListAsync(cancellationToken);
        var streams = await used.GroupBy(entry => entry.Stream)
            .Select(part => new { part.Key, Units = part.Sum(entry => entry.Units) })
            .OrderByDescending(part => part.Units).Take(GetUsage.MaximumParts)
            .ToListAsync(cancellationToken);
        var credentials = await used.GroupBy(entry => entry.Credential)
            .Select(part => new { part.Key, Units = part.Sum(entry => entry.Units) })
            .OrderByDescending(part => part.Units).Take(GetUsage.MaximumParts)
            .ToListAsync(cancellationToken);

        var counter = standing.Counter;
        return new PeriodUsage(
            standing.Plan.Name,
            standing.Period,
            standing.Usage.Included,
            counter is null
                ? new UnitCounts(0, 0, 0)
                : new UnitCounts(counter.Settled, counter.Used - counter.Settled, counter.Rejected),
            [.. days.Select(part => new UsageDay(part.Key, part.Units))],
            [.. streams.Select(part => new UsagePart(part.Key?.Value, part.Units))],
            [.. credentials.Select(part => new UsagePart(part.Key, part.Units))]);
    }
}
