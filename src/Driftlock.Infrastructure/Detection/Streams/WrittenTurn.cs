using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>What a turn writes, and what has to be true of it once it is written, or it is not committed.</summary>
internal sealed class WrittenTurn(StreamId stream)
{
    private readonly List<Func<Result>> conditions = [];

    /// <summary>The stream whose turn it was.</summary>
    public StreamId Stream => stream;

    /// <summary>Moves the head; nothing where the log does not go on.</summary>
    public NpgsqlBatchCommand? Move { get; private set; }

    /// <summary>The other statements, in their order. Not connected by itself.</summary>
    public NpgsqlBatch Rest { get; } = new();

    /// <summary>The head has to be where it was when it was composed.</summary>
    public void MoveBy(NpgsqlBatchCommand move, Error otherwise)
    {
        Move = move;
        RequireOneRow(move, otherwise);
    }

    /// <summary>Adds a statement that has to change one row.</summary>
    public void Require(NpgsqlBatchCommand command, Error otherwise)
    {
        Rest.BatchCommands.Add(command);
        RequireOneRow(command, otherwise);
    }

    /// <summary>Adds a condition that can be told when the statements were carried out.</summary>
    public void Require(Func<Result> condition) => conditions.Add(condition);

    /// <summary>Whether it may be committed, or the first reason why not.</summary>
    public Result Verdict()
    {
        foreach (var condition in conditions)
        {
            if (condition() is { IsSuccess: false } refused) return refused;
        }

        return Result.Success;
    }

    private void RequireOneRow(NpgsqlBatchCommand command, Error otherwise) =>
        conditions.Add(() => command.Rows == 1 ? Result.Success : otherwise);
}

/// <summary>Turns of several streams, in one transaction.</summary>
internal static class WrittenTurns
{
    /// <summary>
    /// Carries out the statements: first the heads of all streams in one order, then what turns of an organization share,
    /// so that no two transactions wait for each other.
    /// </summary>
    /// <returns>Success, or the first reason why they may not be committed.</returns>
    /// <exception cref="UniqueViolationException">A row with these values was there already.</exception>
    public static async Task<Result> WriteAsync(
        this NpgsqlTransaction transaction, IReadOnlyList<WrittenTurn> turns, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var moves = turns.OrderBy(turn => turn.Stream.Value).Select(turn => turn.Move).OfType<NpgsqlBatchCommand>();
        foreach (var command in moves.Concat(turns.SelectMany(turn => turn.Rest.BatchCommands.Cast<NpgsqlBatchCommand>())))
        {
            batch.BatchCommands.Add(command);
        }

        try
        {
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
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
}
