using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;

namespace Driftlock.Infrastructure.Detection;

/// <summary>Every piece of a plot says what the log says of its events, as far as the log is still there.</summary>
internal sealed class PiecesAreTrue(Database database) : IInvariant
{
    private const string Breaches = """
        with told as (
            select p.stream, p.piece, p.events, p.least_bits, p.most_bits
            from detection.score_pieces p
            join detection.heads h on h.stream = p.stream
            cross join lateral (select min(l.sequence) as oldest from detection.log l where l.stream = p.stream) kept
            where p.level = 0 and p.piece * 64 >= kept.oldest
        ), logged as (
            select l.stream, (l.sequence + place - 1) / 64 as piece, count(*) as events,
                coalesce(min(l.bits[place]) filter (where l.flags[place] & 1 = 0), 0) as least_bits,
                coalesce(max(l.bits[place]), 0) as most_bits
            from detection.log l, generate_series(1, l.length) place
            where l.kind = 0
            group by 1, 2
        )
        select format('stream %s: piece %s has %s events of %s to %s bits, its log %s of %s to %s', stream, piece,
            told.events, told.least_bits, told.most_bits, logged.events, logged.least_bits, logged.most_bits)
        from told left join logged using (stream, piece)
        where (told.events, told.least_bits, told.most_bits)
            is distinct from (logged.events::int, logged.least_bits, logged.most_bits)
        union all
        select format('stream %s: a piece of level %s has %s events and its parts have %s', p.stream, p.level, p.events,
            parts.events)
        from detection.score_pieces p
        cross join lateral (
            select sum(part.events) as events, count(*) as count from detection.score_pieces part
            where part.stream = p.stream and part.level = p.level - 1 and part.piece / 4 = p.piece) parts
        where p.level > 0 and parts.count = 4 and parts.events <> p.events
        limit 100
        """;

    public string Name => "detection: every piece of a plot says what the log says of its events";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var breaches = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) breaches.Add(reader.GetString(0));
        return breaches;
    }
}
