using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing.Contracts;

/// <summary>
/// Puts an organization on a plan without a subscription: a new one on <c>pulse</c>, the operator's on any. The same again
/// changes nothing; another plan than the one it has is refused.
/// </summary>
/// <param name="Organization">Whose account it is.</param>
/// <param name="Plan">Name of the plan, or one of its aliases.</param>
/// <param name="Actor">Who gives it, as in <see cref="AuditEntry"/>.</param>
public sealed record OpenAccount(OrganizationId Organization, string Plan, string Actor) : ICommand, IForOrganization;
