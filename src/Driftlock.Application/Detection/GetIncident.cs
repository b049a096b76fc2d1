using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>One incident with all its events, whatever people said of them.</summary>
public sealed record GetIncident(OrganizationId Organization, Guid Incident) : IQuery<AnomalyGroup>, IForOrganization;

file sealed class Handler(IDetectionDb db) : IQueryHandler<GetIncident, AnomalyGroup>
{
    public async Task<Result<AnomalyGroup>> Handle(GetIncident query, CancellationToken cancellationToken)
    {
        var incident = await db.Groups.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == query.Incident, cancellationToken);
        return incident is null ? DetectionErrors.NoSuchIncident : incident;
    }
}
