using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Billing;

/// <summary>
/// What the ledger says of a run is what its fence decided: used, or scored in part, only if it was committed; given back as
/// a whole only if it was given up. As long as fences are kept.
/// </summary>
internal sealed class BookingsFollowTheFence(Database database, TimeProvider clock) : IInvariant
{
    // Shorter than fences are kept, for a booking comes after its fence.
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(60);

    private const string Breaches = """
        select format('organization %s, run %s: booked as %s, %s, and the fence says %s', l.organization, l.run, l.kind, l.why,
            coalesce(f.outcome, 'nothing'))
        from billing.ledger l
        left join shared.work_fences f on f.organization = l.organization and f.run = l.run
        where l.booked_at > $1
            and f.outcome is distinct from case when l.why in ('scored', 'not_scored') then 'committed' else 'given_up' end
        limit 100
        """;

    public string Name => "billing: what was committed is booked as used, and what was given up is given back";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() - LookedBack });
        return await command.ReadTextsAsync(cancellationToken);
    }
}
