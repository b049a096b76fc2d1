using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing.Contracts;

/// <summary>Gives a reservation back whose work was refused or failed, unless the work was committed after all.</summary>
public sealed record ReleaseDetections(OrganizationId Organization, Guid Run) : ICommand, IForOrganization;
