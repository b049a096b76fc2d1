using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection;

/// <summary>
/// Every stream's log runs without a gap from its snapshot, or its first entry, to its head: so its model can be rebuilt.
/// What lies before the snapshot may lack what retention took: an entry whose class was shorter than its neighbours'.
/// </summary>
internal sealed class LogsAreWhole(Database database, TimeProvider clock) : IInvariant
{
    // The shortest class: within it nothing is taken.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string Breaches = """
        with steps as (
            select stream, sequence, length, at,
                lead(sequence) over (partition by stream order by sequence) as following
            from detection.log)
        select format('stream %s: %s follows entry %s of %s', s.stream, s.following, s.sequence, s.length)
        from steps s join detection.heads h on h.stream = s.stream
        where s.following < s.sequence + s.length
            or (s.following > s.sequence + s.length
                and (s.following > h.snapshot_sequence or s.at > $1))
        union all
        select format('stream %s: its log ends at %s and its head says %s', h.stream, ended.at, h.sequence)
        from detection.heads h
        cross join lateral (
            select coalesce(max(l.sequence + l.length), h.snapshot_sequence) as at
            from detection.log l where l.stream = h.stream) ended
        where ended.at <> h.sequence
        union all
        select format('stream %s: neither a snapshot nor the log holds what is before %s', h.stream, kept.oldest)
        from detection.heads h
        cross join lateral (select min(l.sequence) as oldest from detection.log l where l.stream = h.stream) kept
        where kept.oldest > 0 and not exists (
            select from detection.snapshots s where s.stream = h.stream and s.sequence >= kept.oldest)
        limit 100
        """;

    public string Name => "detection: every log runs without a gap to its head, and a model can be rebuilt from it";

    public async Task<IReadOnlyList<string>> BreachesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Breaches);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() - Kept });
        return await command.ReadTextsAsync(cancellationToken);
    }
}
