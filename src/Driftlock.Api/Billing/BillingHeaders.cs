using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Limits;
using Driftlock.Application.Billing.Contracts;
using MediatR;

namespace Driftlock.Api.Billing;

/// <summary>How the caller's organization stands; an organization without an account stands nowhere.</summary>
internal sealed class BillingHeaders(IMediator mediator) : ICallerHeaders
{
    private const string Status = "X-Billing-Status";
    private const string Plan = "X-Billing-Plan";

    public async Task<IReadOnlyList<KeyValuePair<string, string>>> OfAsync(
        Caller caller, CancellationToken cancellationToken)
    {
        var entitlements = await mediator.Send(new GetEntitlements(caller.Organization), cancellationToken);
        return entitlements is { IsSuccess: true, Value: { } known }
            ? [new(Status, known.BillingStatus), new(Plan, known.Plan)]
            : [];
    }
}
