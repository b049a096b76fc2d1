using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing.Contracts;

/// <summary>What an organization may use now, from one snapshot.</summary>
public sealed record GetEntitlements(OrganizationId Organization) : IQuery<Entitlements>, IForOrganization;

/// <summary>What a plan allows.</summary>
/// <param name="Plan">Canonical name: <c>pulse</c>, <c>radar</c>, <c>tensor</c> or <c>orbit</c>.</param>
/// <param name="BillingStatus"><c>none</c>, <c>trialing</c>, <c>active</c>, <c>grace</c>, <c>suspended</c> or <c>churned</c>.</param>
/// <param name="Streams">Most streams that take events.</param>
/// <param name="RequestsPerMinute">Requests a minute, all keys together.</param>
/// <param name="RetentionDays">How long events and anomalies are kept; stamped on a row when it is written.</param>
/// <param name="TeachingBytesPerDay">Bytes a day that may teach without being scored.</param>
/// <param name="Usage">Where the organization stands in its period.</param>
public sealed record Entitlements(
    string Plan,
    string BillingStatus,
    int Streams,
    int RequestsPerMinute,
    int RetentionDays,
    long TeachingBytesPerDay,
    Usage Usage)
{
    /// <summary>Whether detections are granted at all, as they are to everyone who is not suspended.</summary>
    public required bool GrantsDetections { get; init; }
}
