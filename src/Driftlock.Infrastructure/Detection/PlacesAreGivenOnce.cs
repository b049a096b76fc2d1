using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection;

/// <summary>No anomaly has two places in the feed, and the count, which gives the next place, is behind none.</summary>
internal sealed class PlacesAreGivenOnce(Database database) : IInvariant
{
    /// <summary>The newest; to sort all of them would take long.</summary>
    public const int MostLookedAt = 100_000;

    private const string Breaches = """
        with newest as (select anomaly from detection.feed_places order by at desc limit $1)
        select format('anomaly %s has %s places', anomaly, count(*)) from newest group by anomaly having count(*) > 1
        union all
        select format('organization %s: place %s is given and the count is at %s', feed.organization, given.place,
            feed.place)
        from detection.feeds feed
        cross join lateral (
            select last.place from detection.feed_places last
            where last.organization = feed.organization order by last.place desc limit 1) given
        where given.place > feed.place
        limit 100
        """;

    public string Name => "detection: an anomaly has one place in the feed, and none is beyond the count";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostLookedAt });
        return await command.ReadTextsAsync(cancellationToken);
    }
}
