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
        // Of turns under one credential the last has asked, and its answer is for all of them.
        var guards = turns.GroupBy(turn => turn.Credential).OrderBy(under => under.Key)
            .Select(under => under.Last()).ToList();
        var taught = turns.Select(turn => turn.Taught).OfType<(DateOnly Day, NpgsqlBatchCommand Count, Error Otherwise)>()
            .OrderBy(one => one.Day).ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.Add(RowStatements.InsertsOf(turns.SelectMany(turn => turn.Rows)));
        batch.Add(RowStatements.UpdatesOf(turns.SelectMany(turn => turn.Changed)));
        batch.Add(PieceStatements.Grow([.. turns.SelectMany(turn => turn.Pieces)]));
        batch.Add(turns.Select(turn => turn.RollUp));
        var mayCommit = Decide(turns, batch);
        foreach (var turn in guards) batch.Add(turn.Guard.BatchCommands.Cast<NpgsqlBatchCommand>());
        batch.Add(taught.Select(one => one.Count));
        try
        {
            await CarryOutAsync(batch, cancellationToken);
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(broken.ConstraintName ?? "", broken);
        }

        if (!mayCommit()) return DetectionErrors.TookTooLong;
        foreach (var turn in guards)
        {
            if (turn.Guarded() is { IsSuccess: false } refused) return refused;
        }

        foreach (var (_, count, otherwise) in taught)
        {
            if (count.Rows == 0) return otherwise;
        }

        return Result.Success;
    }

    private Func<bool> Decide(IReadOnlyList<WrittenTurn> turns, NpgsqlBatch batch)
    {
        Guid[] runs = [.. turns.Select(turn => turn.Run).OfType<Guid>()];
        return runs.Length == 0 ? () => true : fence.TryCommit(turns[0].Organization, runs, batch);
    }

    private static Task CarryOutAsync(NpgsqlBatch batch, CancellationToken cancellationToken) =>
        batch.BatchCommands.Count == 0 ? Task.CompletedTask : batch.ExecuteNonQueryAsync(cancellationToken);
}

file static class Batches
{
    public static void Add(this NpgsqlBatch batch, IEnumerable<NpgsqlBatchCommand?> statements)
    {
        foreach (var statement in statements.OfType<NpgsqlBatchCommand>()) batch.BatchCommands.Add(statement);
    }
}
