using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>The anomalies with these ids, the dearest first; an id of none is passed over.</summary>
public sealed record FindAnomalies(OrganizationId Organization, IReadOnlyList<AnomalyId> Anomalies)
    : IQuery<IReadOnlyList<Anomaly>>, IForOrganization
{
    /// <summary>Most ids of a question.</summary>
    public const int Most = 50;
}

file sealed class Rules : AbstractValidator<FindAnomalies>
{
    public Rules() => RuleFor(query => query.Anomalies).Must(ids => ids.Count <= FindAnomalies.Most)
        .WithMessage($"At most {FindAnomalies.Most} anomalies.");
}

file sealed class Handler(IDetectionDb db) : IQueryHandler<FindAnomalies, IReadOnlyList<Anomaly>>
{
    public async Task<Result<IReadOnlyList<Anomaly>>> Handle(FindAnomalies query, CancellationToken cancellationToken) =>
        Result.Of<IReadOnlyList<Anomaly>>(await db.Anomalies.AsNoTracking()
            .Where(one => query.Anomalies.Contains(one.Id))
            .OrderByDescending(one => one.Bits)
            .ToListAsync(cancellationToken));
}
