using Driftlock.Domain.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Jobs;

/// <summary>
/// Makes the partitions of the days to come and drops those whose class is over. What a model still needs is put into a
/// snapshot first, so no live stream loses what it has learned.
/// </summary>
internal sealed class RetentionJob(Database database, SnapshotJob snapshots, TimeProvider clock) : IScheduledWork
{
    /// <summary>Most rows that one statement clears away.</summary>
    public const int MostAtOnce = 10_000;

    // Name, class, start and end of each piece; when it starts and ends is what the partition's bound says.
    private const string Pieces = """
        select piece.inhrelid::regclass::text, class.inhparent::regclass::text,
            (regexp_match(pg_get_expr(class_table.relpartbound, class_table.oid), '\((.*)\)'))[1]::text,
            (bound.said)[1]::timestamptz, (bound.said)[2]::timestamptz
        from pg_inherits piece
        join pg_class piece_table on piece_table.oid = piece.inhrelid
        join pg_inherits class on class.inhrelid = piece.inhparent
        join pg_class class_table on class_table.oid = class.inhrelid
        cross join regexp_match(
            pg_get_expr(piece_table.relpartbound, piece_table.oid), '\(''(.*)''\) TO \(''(.*)''\)') bound(said)
        where class.inhparent in ('detection.log'::regclass, 'detection.anomalies'::regclass)
        """;

    private const string StillNeeded = """
        select distinct head.organization, head.stream
        from detection.log entry join detection.heads head on head.stream = entry.stream
        where entry.retention_days = $1 and entry.at >= $2 and entry.at < $3
            and entry.sequence + entry.length > head.snapshot_sequence
        """;

    // The piece at the end of a log goes on: begun anew it would not know its first events, which may be there still.
    private const string IsNoPieceOfUse = """
        past.expires_at < $1 and not exists (
            select from detection.heads head
            where head.stream = past.stream and past.level = 0 and past.piece = head.sequence / 64)
        """;

    async Task IScheduledWork.RunAsync(CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    /// <summary>Brings the partitions up to now.</summary>
    /// <returns>The partitions dropped.</returns>
    /// <exception cref="InvalidOperationException">
    /// Some that are over had to stay, since a snapshot failed; all else was done.
    /// </exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using (var make = database.Worker.CreateCommand("call detection.make_partitions($1)"))
        {
            make.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.FromDateTime(now.UtcDateTime) });
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        Fault.Point("retention.made");
        await ForgetAsync("detection.client_ids", "past.at < $1", now - ClientId.Lifetime, cancellationToken);
        await ForgetAsync("detection.receipts", "past.at < $1", now - Receipt.Lifetime, cancellationToken);
        await ForgetAsync(
            "detection.teaching_days", "past.day < $1::date", now - TeachingDay.Lifetime, cancellationToken);
        await ForgetAsync("detection.groups", "past.last_at < $1", now - Longest, cancellationToken);
        await ForgetAsync("detection.score_pieces", IsNoPieceOfUse, now, cancellationToken);

        var dropped = new List<string>();
        Exception? failure = null;
        foreach (var piece in await PiecesAsync(cancellationToken))
        {
            if (piece.End > now - TimeSpan.FromDays(piece.Days)) continue;
            if (piece.IsLog)
            {
                var (isDone, why) = await PreserveAsync(piece, cancellationToken);
                if (!isDone)
                {
                    failure ??= why;
                    continue;
                }
            }

            Fault.Point("retention.preserved");
            if (!piece.IsLog) await ForgetPlacesAsync(piece, cancellationToken);
            await using var drop = database.Worker.CreateCommand("call detection.drop_partition($1)");
            drop.Parameters.Add(new NpgsqlParameter<string> { TypedValue = piece.Name });
            await drop.ExecuteNonQueryAsync(cancellationToken);
            Fault.Point("retention.dropped");
            dropped.Add(piece.Name);
        }

        if (failure is not null) throw new InvalidOperationException("Parts of the log stay too long.", failure);

        return dropped;
    }

    // The longest class, and the days of the piece of it that goes as a whole.
    private static TimeSpan Longest => TimeSpan.FromDays(365 + 36 + 1);

    private async Task<IReadOnlyList<Piece>> PiecesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand(Pieces);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pieces = new List<Piece>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var days = short.Parse(reader.GetString(2).Trim('\''), System.Globalization.CultureInfo.InvariantCulture);
            var start = await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellationToken);
            var end = await reader.GetFieldValueAsync<DateTimeOffset>(4, cancellationToken);
            pieces.Add(new Piece(reader.GetString(0), reader.GetString(1) == "detection.log", days, start, end));
        }

        return pieces;
    }

    // Whether every model is past the piece now; a stream that could not be had keeps it until the next run.
    private async Task<(bool IsDone, Exception? Failure)> PreserveAsync(
        Piece piece, CancellationToken cancellationToken)
    {
        await using var needed = NeedOf(piece);
        var (_, failure) = await snapshots.TakeAsync(needed, int.MaxValue, cancellationToken);
        await using var still = NeedOf(piece);
        return (await still.ExecuteScalarAsync(cancellationToken) is null, failure);
    }

    private NpgsqlCommand NeedOf(Piece piece)
    {
        var command = database.Worker.CreateCommand(StillNeeded);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = piece.Days });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = piece.Start });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = piece.End });
        return command;
    }

    // Before their anomalies: a piece that is dropped is seen by no later run.
    private async Task ForgetPlacesAsync(Piece piece, CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand("""
            delete from detection.feed_places where (organization, place) in (
                select organization, place from detection.feed_places where retention_days = $1 and at < $2
                order by at limit $3)
            """);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = piece.Days });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = piece.End });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostAtOnce });
        await ForgetAsync(command, cancellationToken);
    }

    // What is of use again by the time that its row is locked is looked at once more, and stays.
    private async Task ForgetAsync(
        string table, string condition, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = database.Worker.CreateCommand($"""
            delete from {table} past
            where past.ctid = any(array(select past.ctid from {table} past where {condition} limit {MostAtOnce}))
                and {condition}
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
        await ForgetAsync(command, cancellationToken);
    }

    private static async Task ForgetAsync(NpgsqlCommand batch, CancellationToken cancellationToken)
    {
        while (await batch.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            // The next ones.
        }
    }

    private sealed record Piece(string Name, bool IsLog, short Days, DateTimeOffset Start, DateTimeOffset End);
}
