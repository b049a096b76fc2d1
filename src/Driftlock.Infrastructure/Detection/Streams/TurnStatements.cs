using System.Data;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Carries out what turns on several streams of an organization write, in one transaction and with few statements. What
/// others may hold as well comes in one order for all: heads, then fences by run, then keys, then days of teaching, so no
/// two transactions wait for each other in a circle.
/// </summary>
internal sealed class TurnStatements(IWorkFence fence)
{
    /// <summary>
    /// Moves, writes and commits them with one batch: what has to be true of them the server looks at itself. Whatever else
    /// it fails with leaves open whether they were committed.
    /// </summary>
    /// <returns>What the server refused, and with it all of them; nothing if they were committed.</returns>
    public async Task<PostgresException?> TryCommitAsync(
        NpgsqlConnection connection, IReadOnlyList<WrittenTurn> turns)
    {
        // Sent together outside a transaction, statements are one, as long as none of them commits by itself.
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(turns.Select(turn => turn.Move?.Requiring(rows: 1)));
        batch.Add(WritesOf(turns));
        batch.Add(RequirementsOf(turns).Select(one => one.Statement.Requiring(one.Rows)));
        try
        {
            await CarryOutAsync(batch, CancellationToken.None);
            return null;
        }
        catch (PostgresException refused) when (connection.State == ConnectionState.Open)
        {
            return refused;
        }
    }

    /// <summary>Moves the heads. Nobody is waited for: a head that another transaction holds is about to move.</summary>
    /// <returns>The turns that go on; the others were overtaken, and nothing of them is written.</returns>
    public static async Task<IReadOnlyList<WrittenTurn>> MoveAsync(
        NpgsqlTransaction transaction, IReadOnlyList<WrittenTurn> turns, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.Add(turns.Select(turn => turn.Move));
        await CarryOutAsync(batch, cancellationToken);
        return [.. turns.Where(turn => turn.Move is not { Rows: 0 })];
    }

    /// <summary>Writes the rest.</summary>
    /// <returns>Success, or the first reason why they may not be committed.</returns>
    /// <exception cref="UniqueViolationException">A row with these values was there already.</exception>
    public async Task<Result> WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<WrittenTurn> turns, CancellationToken cancellationToken)
    {
        var requirements = RequirementsOf(turns);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.Add(WritesOf(turns));
        batch.Add(requirements.Select(one => one.Statement));
        try
        {
            await CarryOutAsync(batch, cancellationToken);
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(broken.ConstraintName ?? "", broken);
        }

        return requirements.Select(one => one.Says()).FirstOrDefault(said => !said.IsSuccess) ?? Result.Success;
    }

    private static IEnumerable<NpgsqlBatchCommand?> WritesOf(IReadOnlyList<WrittenTurn> turns) =>
    [
        .. RowStatements.InsertsOf(turns.SelectMany(turn => turn.Rows)),
        .. RowStatements.ReplacementsOf(turns.SelectMany(turn => turn.Changed)),
        .. PieceStatements.Grow([.. turns.SelectMany(turn => turn.Pieces)]),
        .. turns.Select(turn => turn.RollUp),
        .. turns.Select(turn => turn.Trim),
    ];

    private List<Requirement> RequirementsOf(IReadOnlyList<WrittenTurn> turns)
    {
        var requirements = new List<Requirement>();
        Guid[] runs = [.. turns.Select(turn => turn.Run).OfType<Guid>()];
        if (runs.Length > 0)
        {
            using var asked = new NpgsqlBatch();
            var mayCommit = fence.TryCommit(turns[0].Organization, runs, asked);
            requirements.Add(new Requirement(
                asked.BatchCommands.Cast<NpgsqlBatchCommand>().Single(),
                runs.Length,
                () => mayCommit() ? Result.Success : DetectionErrors.TookTooLong));
        }

        // Of turns under one credential the last has asked, and its answer is for all of them.
        foreach (var turn in turns.GroupBy(turn => turn.Credential).OrderBy(under => under.Key).Select(under => under.Last()))
        {
            requirements.AddRange(turn.Guard.BatchCommands.Cast<NpgsqlBatchCommand>()
                .Select(asks => new Requirement(asks, 1, turn.Guarded)));
        }

        requirements.AddRange(turns.Select(turn => turn.Taught)
            .OfType<(DateOnly Day, NpgsqlBatchCommand Count, Error Otherwise)>()
            .OrderBy(one => one.Day)
            .Select(one => new Requirement(one.Count, 1, () => one.Count.Rows == 0 ? one.Otherwise : Result.Success)));
        return requirements;
    }

    private static Task CarryOutAsync(NpgsqlBatch batch, CancellationToken cancellationToken) =>
        batch.BatchCommands.Count == 0 ? Task.CompletedTask : batch.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>What comes to so many rows if the turns may be committed, and says afterwards whether they may.</summary>
    private sealed record Requirement(NpgsqlBatchCommand Statement, int Rows, Func<Result> Says);
}

file static class Batches
{
    public static void Add(this NpgsqlBatch batch, IEnumerable<NpgsqlBatchCommand?> statements)
    {
        foreach (var statement in statements.OfType<NpgsqlBatchCommand>()) batch.BatchCommands.Add(statement);
    }
}
