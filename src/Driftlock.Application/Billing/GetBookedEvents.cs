using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Billing;

file sealed class Handler(IBillingDb db) : IQueryHandler<GetBookedEvents, long>
{
    public async Task<Result<long>> Handle(GetBookedEvents query, CancellationToken cancellationToken) =>
        await db.Ledger
            .Where(entry => entry.Organization == query.Organization && entry.Stream == query.Stream
                && entry.Kind != LedgerEntry.Rejected)
            .SumAsync(entry => entry.Units, cancellationToken);
}
