using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection.Contracts;

/// <summary>The id of a stream that the organization has. Refused as <c>detection.no_such_stream</c>.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="IdOrSlug">Its id or its slug, as people write it.</param>
public sealed record GetStreamId(OrganizationId Organization, string IdOrSlug) : IQuery<StreamId>, IForOrganization;
