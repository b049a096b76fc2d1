using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing.Contracts;

/// <summary>
/// Reserves detections before they are made, all or none, exact under concurrency. The same run again reserves nothing more
/// and answers the same. Refused as <c>billing.quota_exceeded</c> when the plan has no room.
/// </summary>
/// <param name="Organization">Who pays.</param>
/// <param name="Run">The piece of work; settled by the event <c>DetectionsSettled</c> of the same run.</param>
/// <param name="Events">Events that are going to be scored; none reserves nothing.</param>
public sealed record ReserveDetections(OrganizationId Organization, Guid Run, int Events)
    : ICommand<Usage>, IForOrganization;

/// <summary>Where an organization stands in its period.</summary>
/// <param name="Used">Events scored or reserved so far.</param>
/// <param name="Included">Events that the plan includes; none for a plan without a limit.</param>
/// <param name="PeriodEnd">When the period ends and the count starts anew.</param>
public sealed record Usage(long Used, long? Included, DateTimeOffset PeriodEnd);
