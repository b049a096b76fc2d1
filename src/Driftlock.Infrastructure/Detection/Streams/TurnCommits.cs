using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// Commits turns on streams of one organization, those that come while others are committed in one transaction. One that
/// may not be committed keeps none of the others from it: each is tried by itself then.
/// </summary>
internal sealed class TurnCommits
{
    /// <summary>Most turns of a transaction.</summary>
    public const int Most = 32;

    /// <summary>Most transactions at once for an organization: some wait for the disk while others are written.</summary>
    public const int AtOnce = 4;

    private readonly Database database;
    private readonly Gathering<OrganizationId, WrittenTurn, Result> gathering;

    public TurnCommits(Database database)
    {
        this.database = database;
        gathering = new Gathering<OrganizationId, WrittenTurn, Result>(Most, AtOnce, CommitAllAsync);
    }

    /// <summary>Commits a turn whose stream is not locked.</summary>
    /// <returns>Success; or the reason for which nothing of it was committed.</returns>
    public Task<Result> CommitAsync(OrganizationId organization, WrittenTurn turn) =>
        gathering.AddAsync(organization, turn);

    private async Task<IReadOnlyList<Task<Result>>> CommitAllAsync(
        OrganizationId organization, IReadOnlyList<WrittenTurn> turns)
    {
        var together = CommitAsync(organization, turns);
        await Task.WhenAny(together);
        var isDone = together.IsCompletedSuccessfully
            ? (await together).IsSuccess
            // What else fails leaves open whether it was committed.
            : together.Exception?.InnerException is not (PostgresException or UniqueViolationException);
        if (isDone || turns.Count == 1) return [.. Enumerable.Repeat(together, turns.Count)];

        var alone = new List<Task<Result>>();
        foreach (var turn in turns)
        {
            var commit = CommitAsync(organization, [turn]);
            await Task.WhenAny(commit);
            alone.Add(commit);
        }

        return alone;
    }

    private async Task<Result> CommitAsync(OrganizationId organization, IReadOnlyList<WrittenTurn> turns)
    {
        await using var connection = await database.Sessions.OpenAsync(organization, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var written = await transaction.WriteAsync(turns, CancellationToken.None);
        if (!written.IsSuccess) return written;

        Fault.Point("detection.committing");
        await transaction.CommitAsync();
        Fault.Point("detection.committed");
        return Result.Success;
    }
}
