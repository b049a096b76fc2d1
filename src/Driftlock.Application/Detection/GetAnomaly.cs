using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>One anomaly with everything that is known of it.</summary>
public sealed record GetAnomaly(OrganizationId Organization, AnomalyId Anomaly) : IQuery<Anomaly>, IForOrganization;

file sealed class Handler(IDetectionDb db) : IQueryHandler<GetAnomaly, Anomaly>
{
    public async Task<Result<Anomaly>> Handle(GetAnomaly query, CancellationToken cancellationToken)
    {
        var anomaly = await db.Anomalies.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == query.Anomaly, cancellationToken);
        return anomaly is null ? DetectionErrors.NoSuchAnomaly : anomaly;
    }
}
