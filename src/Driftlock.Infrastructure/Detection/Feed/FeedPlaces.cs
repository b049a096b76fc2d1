using Driftlock.Application.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Feed;

/// <summary>Gives places under the row that counts them, which is held until the commit.</summary>
internal sealed class FeedPlaces(DetectionDbContext db) : IFeedPlaces
{
    // Reads nothing of the anomalies: to plan that over all their partitions takes longer than all that is done here.
    private const string Give = """
        with counted as (
            insert into detection.feeds as feed (organization, place) values ($1, cardinality($2))
            on conflict (organization) do update set place = feed.place + excluded.place
            returning place - cardinality($2) as before)
        insert into detection.feed_places (organization, place, anomaly, stream, at, retention_days)
        select $1, counted.before + found.number, found.anomaly, found.stream, found.at, found.retention_days
        from counted, unnest($2, $3, $4, $5) with ordinality as found (anomaly, stream, at, retention_days, number)
        """;

    public async Task GiveAsync(IReadOnlyList<AnomaliesFound> found, CancellationToken cancellationToken)
    {
        var organization = found[0].Organization;
        var riding = (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        await using var batch = new NpgsqlBatch(riding.Connection, riding)
        {
            BatchCommands =
            {
                // A place that a reader has seen must not be given again, not even after a crash.
                new NpgsqlBatchCommand("set local synchronous_commit to on"),
                new NpgsqlBatchCommand(Give)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = organization.Value },
                        new NpgsqlParameter<Guid[]>
                        {
                            TypedValue = [.. found.SelectMany(one => one.Anomalies).Select(anomaly => anomaly.Value)],
                        },
                        new NpgsqlParameter<Guid[]> { TypedValue = Each(found, one => one.Stream.Value) },
                        new NpgsqlParameter<DateTimeOffset[]> { TypedValue = Each(found, one => one.At) },
                        new NpgsqlParameter<short[]> { TypedValue = Each(found, one => one.RetentionDays) },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var one in found) db.News.Add((FeedListener.Found, $"{organization.Value} {one.Stream.Value}"));
        Fault.Point("feed.placed");
    }

    // What is said once of all anomalies of a detection, for each of them.
    private static T[] Each<T>(IReadOnlyList<AnomaliesFound> found, Func<AnomaliesFound, T> said) =>
        [.. found.SelectMany(one => Enumerable.Repeat(said(one), one.Anomalies.Count))];
}
