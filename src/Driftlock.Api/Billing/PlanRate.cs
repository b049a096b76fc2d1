using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Limits;

namespace Driftlock.Api.Billing;

/// <summary>What the organization's plan says; the smallest of all for one that has no plan.</summary>
internal sealed class PlanRate(CallersEntitlements known) : IOrganizationRate
{
    private const int WithoutPlan = 60;

    public async Task<int> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        var entitlements = await known.OfAsync(caller.Organization, cancellationToken);
        return entitlements.IsSuccess ? entitlements.Value.RequestsPerMinute : WithoutPlan;
    }
}
