using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing.Contracts;

/// <summary>How many events of a stream the ledger says were scored, in all periods.</summary>
/// <param name="Organization">Who paid.</param>
/// <param name="Stream">The stream; it may be gone.</param>
public sealed record GetBookedEvents(OrganizationId Organization, StreamId Stream) : IQuery<long>, IForOrganization;
