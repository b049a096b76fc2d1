using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Limits;

namespace Driftlock.Api.Billing;

/// <summary>How the caller's organization stands; an organization without an account stands nowhere.</summary>
internal sealed class BillingHeaders(CallersEntitlements known) : ICallerHeaders
{
    private const string Status = "X-Billing-Status";
    private const string Plan = "X-Billing-Plan";

    public async Task<IReadOnlyList<KeyValuePair<string, string>>> OfAsync(
        Caller caller, CancellationToken cancellationToken)
    {
        var entitlements = await known.OfAsync(caller.Organization, cancellationToken);
        return entitlements is { IsSuccess: true, Value: { } allowed }
            ? [new(Status, allowed.BillingStatus), new(Plan, allowed.Plan)]
            : [];
    }
}
