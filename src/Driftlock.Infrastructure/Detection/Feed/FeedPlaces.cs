using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Feed;

/// <summary>Gives places under the row that counts them, which is held until the commit.</summary>
internal sealed class FeedPlaces(DetectionDbContext db) : IFeedPlaces
{
    private const string Give = """
        with new as (
            select found.id, found.retention_days, found.at, found.stream, row_number() over (order by asked.number) as number
            from unnest($2) with ordinality as asked (id, number)
            join detection.anomalies found on found.organization = $1 and found.id = asked.id
            where found.place is null),
        counted as (
            insert into detection.feeds as feed (organization, place)
            select $1, count(*) from new having count(*) > 0
            on conflict (organization) do update set place = feed.place + excluded.place
            returning place - (select count(*) from new) as before)
        update detection.anomalies given set place = counted.before + new.number
        from new, counted
        where given.id = new.id and given.retention_days = new.retention_days and given.at = new.at
        returning given.stream
        """;

    public async Task GiveAsync(
        OrganizationId organization, IReadOnlyList<AnomalyId> anomalies, CancellationToken cancellationToken)
    {
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
                        new NpgsqlParameter<Guid[]> { TypedValue = [.. anomalies.Select(one => one.Value)] },
                    },
                },
            },
        };
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            db.News.Add((FeedListener.Found, $"{organization.Value} {row.GetGuid(0)}"));
        }

        Fault.Point("feed.placed");
    }
}
