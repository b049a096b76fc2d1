using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Billing;

/// <summary>What the organization of a request may use, asked once for all that want to know it.</summary>
internal sealed class CallersEntitlements(IMediator mediator)
{
    private (OrganizationId Organization, Result<Entitlements> Answer)? told;

    public async Task<Result<Entitlements>> OfAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (told is { } before && before.Organization == organization) return before.Answer;

        var answer = await mediator.Send(new GetEntitlements(organization), cancellationToken);
        told = (organization, answer);
        return answer;
    }
}
