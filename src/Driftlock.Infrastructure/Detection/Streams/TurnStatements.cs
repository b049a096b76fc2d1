using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Carries out what turns on several streams write, in one transaction. What others may hold as well comes in one order
/// for all: heads, then keys, then days of teaching, so no two transactions wait for each other in a circle.
/// </summary>
internal static class TurnStatements
{
    /// <summary>Moves the heads. Nobody is waited for: a head that another transaction holds is about to move.</summary>
    /// <returns>The turns that go on; the others were overtaken, and nothing of them is written.</returns>
    public static async Task<IReadOnlyList<WrittenTurn>> MoveAsync(
        this NpgsqlTransaction transaction, IReadOnlyList<WrittenTurn> turns, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(turns.Select(turn => turn.Move).OfType<NpgsqlBatchCommand>(), cancellationToken);
        return [.. turns.Where(turn => turn.Move is not { Rows: 0 })];
    }

    /// <summary>Writes the rest.</summary>
    /// <returns>Success, or the first reason why they may not be committed.</returns>
    /// <exception cref="UniqueViolationException">A row with these values was there already.</exception>
    public static async Task<Result> WriteAsync(
        this NpgsqlTransaction transaction, IReadOnlyList<WrittenTurn> turns, CancellationToken cancellationToken)
    {
        var rest = turns.OrderBy(turn => turn.Credential)
            .SelectMany(turn => turn.Rest.BatchCommands.Cast<NpgsqlBatchCommand>());
        var taught = turns.Select(turn => turn.Taught).OfType<(DateOnly Day, NpgsqlBatchCommand Count)>()
            .OrderBy(one => one.Day).Select(one => one.Count);
        try
        {
            await transaction.ExecuteAsync(rest.Concat(taught), cancellationToken);
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(broken.ConstraintName ?? "", broken);
        }

        foreach (var turn in turns)
        {
            if (turn.Verdict() is { IsSuccess: false } refused) return refused;
        }

        return Result.Success;
    }

    private static async Task ExecuteAsync(
        this NpgsqlTransaction transaction, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
