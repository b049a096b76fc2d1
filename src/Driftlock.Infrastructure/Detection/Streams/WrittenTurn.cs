using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>What a turn writes, and what has to be true of it once it is written, or it is not committed.</summary>
internal sealed class WrittenTurn(StreamId stream, Guid? credential)
{
    private readonly List<Func<Result>> conditions = [];

    /// <summary>The stream whose turn it was.</summary>
    public StreamId Stream => stream;

    /// <summary>Under which key or session it was had.</summary>
    public Guid? Credential => credential;

    /// <summary>Moves the head if it is where it was; nothing where the log does not go on.</summary>
    public NpgsqlBatchCommand? Move { get; set; }

    /// <summary>What follows it, in its order. Not connected by itself.</summary>
    public NpgsqlBatch Rest { get; } = new();

    /// <summary>Counts what was taught on a day, in a row that all of the organization share.</summary>
    public (DateOnly Day, NpgsqlBatchCommand Count)? Taught { get; private set; }

    /// <summary>Adds a condition that can be told when all was carried out.</summary>
    public void Require(Func<Result> condition) => conditions.Add(condition);

    /// <summary>What was taught has to find room on its day.</summary>
    public void Teach(DateOnly day, NpgsqlBatchCommand count, Error otherwise)
    {
        Taught = (day, count);
        Require(() => count.Rows == 1 ? Result.Success : otherwise);
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
