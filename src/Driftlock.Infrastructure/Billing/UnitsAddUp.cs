using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Infrastructure.Billing;

/// <summary>
/// The counters of every period are the sums of its ledger and its pending reservations, and every settled run is in the
/// ledger with what it settled.
/// </summary>
internal sealed class UnitsAddUp(Database database) : IInvariant
{
    // One statement, so of one moment: units that move while this looks are on one side or the other.
    private const string Breaches = """
        with booked as (
            select organization, period_start,
                coalesce(sum(units) filter (where kind <> 'rejected'), 0) as settled,
                coalesce(sum(units) filter (where kind = 'rejected'), 0) as rejected
            from billing.ledger group by organization, period_start),
        reserved as (
            select organization, period_start, sum(units) as pending
            from billing.reservations where state = 'pending' group by organization, period_start),
        found as (
            select coalesce(p.organization, b.organization, r.organization) as organization,
                coalesce(p.starts_at, b.period_start, r.period_start) as starts_at,
                coalesce(p.accepted, 0) as accepted, coalesce(p.settled, 0) as settled,
                coalesce(p.rejected, 0) as rejected, coalesce(b.settled, 0) as booked,
                coalesce(b.rejected, 0) as given_back, coalesce(r.pending, 0) as pending
            from billing.periods p
            full join booked b on b.organization = p.organization and b.period_start = p.starts_at
            full join reserved r on r.organization = coalesce(p.organization, b.organization)
                and r.period_start = coalesce(p.starts_at, b.period_start))
        select format('organization %s, period from %s: accepted %s, settled %s, rejected %s; ledger %s and %s, pending %s',
            organization, starts_at, accepted, settled, rejected, booked, given_back, pending)
        from found
        where settled <> booked or rejected <> given_back or accepted <> booked + given_back + pending
        union all
        select format('organization %s, run %s: %s, reserved %s, ledger %s', r.organization, r.run, r.state, r.units,
            coalesce(sum(l.units), 0))
        from billing.reservations r
        left join billing.ledger l on l.organization = r.organization and l.run = r.run
        group by r.organization, r.run
        having coalesce(sum(l.units), 0) <> case r.state when 'pending' then 0 else r.units end
            or (r.state = 'given_up' and bool_or(l.kind <> 'rejected'))
            or (r.state = 'settled' and bool_and(l.kind = 'rejected' and l.why <> 'not_scored'))
        limit 100
        """;

    public string Name => "billing: accepted = included + overage + rejected + pending, for every period and every run";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        return await command.ReadTextsAsync(cancellationToken);
    }
}
