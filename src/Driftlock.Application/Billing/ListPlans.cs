using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Billing;

/// <summary>The catalogue, for everyone.</summary>
public sealed record ListPlans : IQuery<IReadOnlyList<Plan>>;

file sealed class Handler(IBillingDb db) : IQueryHandler<ListPlans, IReadOnlyList<Plan>>
{
    private const int MaximumPlans = 100;

    public async Task<Result<IReadOnlyList<Plan>>> Handle(ListPlans query, CancellationToken cancellationToken) =>
        Result.Of<IReadOnlyList<Plan>>(await db.Plans.AsNoTracking()
            .OrderBy(plan => plan.Position)
            .Take(MaximumPlans)
            .ToListAsync(cancellationToken));
}
