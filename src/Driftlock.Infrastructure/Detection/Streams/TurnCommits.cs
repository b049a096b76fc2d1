using System.Data;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Commits turns on streams of one organization, those that come while others are committed in one transaction. One that
/// may not be committed keeps none of the others from it: each is tried by itself then, step by step, which tells why.
/// </summary>
internal sealed class TurnCommits
{
    /// <summary>Most turns of a transaction.</summary>
    public const int Most = 32;

    /// <summary>
    /// Most transactions at once for an organization. What comes while one is under way goes together with the next: that
    /// costs less of the processor than several, and a turn waits less for it.
    /// </summary>
    public const int AtOnce = 1;

    private readonly Database database;
    private readonly TurnStatements statements;
    private readonly ILogger<TurnCommits> log;
    private readonly Gathering<OrganizationId, WrittenTurn, Result?> gathering;

    public TurnCommits(Database database, TurnStatements statements, ILogger<TurnCommits> log)
    {
        (this.database, this.statements, this.log) = (database, statements, log);
        gathering = new Gathering<OrganizationId, WrittenTurn, Result?>(Most, AtOnce, CommitAllAsync);
    }

    /// <summary>Commits a turn whose stream is not locked.</summary>
    /// <returns>
    /// Success; or the reason for which nothing of it was committed; or nothing if another process has moved the stream.
    /// </returns>
    public Task<Result?> CommitAsync(OrganizationId organization, WrittenTurn turn) =>
        gathering.AddAsync(organization, turn);

    private async Task<IReadOnlyList<Task<Result?>>> CommitAllAsync(
        OrganizationId organization, IReadOnlyList<WrittenTurn> turns)
    {
        // One session for all attempts: a statement that it has prepared is known to no other.
        await using var connection = await database.Sessions.OpenAsync(organization, CancellationToken.None);
        Fault.Point("detection.committing");
        if (await statements.TryCommitAsync(connection, turns) is { } refused)
        {
            return await CommitInStepsAsync(connection, turns, refused);
        }

        Fault.Point("detection.committed");
        return [.. turns.Select(_ => Task.FromResult<Result?>(Result.Success))];
    }

    // Which of them may not be committed, and why, is not known before.
    private async Task<IReadOnlyList<Task<Result?>>> CommitInStepsAsync(
        NpgsqlConnection connection, IReadOnlyList<WrittenTurn> turns, PostgresException refused)
    {
        if (refused.SqlState is not (Condition.Fails or PostgresErrorCodes.UniqueViolation))
        {
            DetectionLog.CommitsInSteps(log, refused.SqlState, refused.MessageText);
        }

        if (await TryTogetherAsync(connection, turns) is { } moved)
        {
            return [.. turns.Select(turn => Task.FromResult(moved.Contains(turn) ? Result.Success : null))];
        }

        var alone = new List<Task<Result?>>();
        foreach (var turn in turns) alone.Add(await Outcome.OfAsync(() => CommitAloneAsync(connection, turn)));
        return alone;
    }

    // Those that were committed, without those that were overtaken; nothing, and nothing committed, if one was refused.
    private async Task<HashSet<WrittenTurn>?> TryTogetherAsync(
        NpgsqlConnection connection, IReadOnlyList<WrittenTurn> turns)
    {
        if (turns.Count == 1) return null;

        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var moved = await TurnStatements.MoveAsync(transaction, turns, CancellationToken.None);
            if (!(await statements.WriteAsync(transaction, moved, CancellationToken.None)).IsSuccess) return null;

            await transaction.CommitAsync();
            return [.. moved];
        }
        catch (Exception refused) when (
            refused is UniqueViolationException
            || (refused is PostgresException && connection.State == ConnectionState.Open))
        {
            return null;
        }
    }

    private async Task<Result?> CommitAloneAsync(NpgsqlConnection connection, WrittenTurn turn)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if ((await TurnStatements.MoveAsync(transaction, [turn], CancellationToken.None)).Count == 0) return null;

        var written = await statements.WriteAsync(transaction, [turn], CancellationToken.None);
        if (written.IsSuccess) await transaction.CommitAsync();
        return written;
    }
}
