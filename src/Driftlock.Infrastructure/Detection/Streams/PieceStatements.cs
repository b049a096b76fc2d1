using Driftlock.Domain.Detection;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>The statements that write the pieces of plots.</summary>
internal static class PieceStatements
{
    private const string Growth = """
        insert into detection.score_pieces as before
        select $1, added.stream, 0, added.piece, added.at, added.events, added.judged, added.least_bits,
            added.most_bits, added.flagged, added.flagged_bits, added.anomaly, added.usual_low, added.usual_high,
            added.expires_at
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) added
            (stream, piece, at, events, judged, least_bits, most_bits, flagged, flagged_bits, anomaly, usual_low,
            usual_high, expires_at)
        on conflict (stream, level, piece) do update set
            events = before.events + excluded.events,
            judged = before.judged + excluded.judged,
            least_bits = case
                when excluded.judged = 0 then before.least_bits
                when before.judged = 0 then excluded.least_bits
                else least(before.least_bits, excluded.least_bits) end,
            most_bits = greatest(before.most_bits, excluded.most_bits),
            flagged = before.flagged + excluded.flagged,
            flagged_bits = greatest(before.flagged_bits, excluded.flagged_bits),
            -- Of equals the first.
            anomaly = case
                when excluded.flagged_bits > before.flagged_bits then excluded.anomaly
                else coalesce(before.anomaly, excluded.anomaly) end,
            usual_low = coalesce(excluded.usual_low, before.usual_low),
            usual_high = coalesce(excluded.usual_high, before.usual_high),
            expires_at = greatest(before.expires_at, excluded.expires_at)
        """;

    // It may not commit: what it goes with has its conditions behind it.
    private const string Rolling = "call detection.roll_up_pieces($1, $2, $3, $4)";

    /// <summary>Adds to pieces of streams of one organization, each of them once; nothing where there is nothing to add.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Grow(IReadOnlyList<NewPiece> pieces)
    {
        if (pieces.Count == 0) yield break;

        yield return new NpgsqlBatchCommand(Growth)
        {
            Parameters =
            {
                One(pieces[0].Entry.Organization.Value),
                Column(one => one.Entry.Stream.Value),
                Column(one => one.Number),
                Column(one => one.Entry.At),
                Column(one => one.Events),
                Column(one => one.Judged),
                Column(one => one.LeastBits),
                Column(one => one.MostBits),
                Column(one => one.Flagged),
                Column(one => one.Dearest?.Bits),
                Column(one => one.Dearest?.Id.Value),
                Column(one => one.Usual?.Low),
                Column(one => one.Usual?.High),
                Column(one => one.Entry.At.AddDays(one.Entry.RetentionDays)),
            },
        };

        NpgsqlParameter<T[]> Column<T>(Func<NewPiece, T> of) => new() { TypedValue = [.. pieces.Select(of)] };
    }

    /// <summary>Makes greater pieces of those that have become whole with the entry, if any have.</summary>
    public static NpgsqlBatchCommand? RollUp(LogEntry entry)
    {
        var past = entry.Sequence + entry.Length;
        var width = PieceCover.WidthOf(level: 1);
        if (entry.Sequence / width == past / width) return null;

        return new NpgsqlBatchCommand(Rolling)
        {
            Parameters =
            {
                One(entry.Organization.Value),
                One(entry.Stream.Value),
                One(entry.Sequence),
                One(past),
            },
        };
    }

    private static NpgsqlParameter<T> One<T>(T value) => new() { TypedValue = value };
}
