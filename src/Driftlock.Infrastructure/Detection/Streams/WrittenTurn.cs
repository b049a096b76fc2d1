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

    /// <summary>The statements, in their order. Not connected by itself.</summary>
    public NpgsqlBatch Batch { get; } = new();

    /// <summary>Adds a condition that can be told when the statements were carried out.</summary>
    public void Require(Func<Result> condition) => conditions.Add(condition);

    /// <summary>Adds a statement that has to change one row.</summary>
    public void Require(NpgsqlBatchCommand command, Error otherwise)
    {
        Batch.BatchCommands.Add(command);
        conditions.Add(() => command.Rows == 1 ? Result.Success : otherwise);
    }

    /// <summary>Whether it may be committed, or the first reason why not.</summary>
    public Result Verdict()
    {
        foreach (var condition in conditions)
        {
            if (condition() is { IsSuccess: false } refused) return refused;
        }

        return Result.Success;
    }
}

/// <summary>Carries out what turns write.</summary>
internal static class WrittenTurns
{
    /// <summary>Carries out the statements.</summary>
    /// <exception cref="UniqueViolationException">A row with these values was there already.</exception>
    public static async Task ExecuteTurnsAsync(this NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UniqueViolationException(broken.ConstraintName ?? "", broken);
        }
    }
}
