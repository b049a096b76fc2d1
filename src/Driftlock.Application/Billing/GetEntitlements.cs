using System.Text.Json;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing;

// Every request asks, and most answers are remembered: only for the others is a context worth making.
file sealed class Handler(Lazy<IBillingDb> db, EntitlementsCache cache, IOrganizationClock clock)
    : IQueryHandler<GetEntitlements, Entitlements>
{
    public async Task<Result<Entitlements>> Handle(GetEntitlements query, CancellationToken cancellationToken)
    {
        if (cache.Find(query.Organization) is { } known) return known;

        var ticket = cache.Ticket;
        var now = await clock.NowAsync(query.Organization, cancellationToken);
        var standing = await db.Value.StandingAsync(query.Organization, now, cancellationToken);
        if (standing is null) return BillingErrors.NoAccount;

        var plan = standing.Plan;
        var entitlements = new Entitlements(
            plan.Name,
            JsonNamingPolicy.SnakeCaseLower.ConvertName($"{standing.Account.Status}"),
            plan.Streams,
            plan.RequestsPerMinute,
            plan.RetentionDays,
            plan.TeachingBytesPerDay,
            standing.Usage)
        {
            GrantsDetections = standing.Account.Status != BillingStatus.Suspended,
        };
        cache.Remember(query.Organization, entitlements, ticket);
        return entitlements;
    }
}
