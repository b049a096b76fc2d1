using System.Data.Common;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Npgsql;

namespace Driftlock.Infrastructure.Keys;

/// <summary>
/// Reads the key with a share lock in the transaction that is about to commit. A revocation writes the same row, so it waits
/// for those that were before it, and those after it see it: once it has answered, nothing commits.
/// </summary>
internal sealed class CommitGuard(TimeProvider clock) : ICommitGuard
{
    private const string ReadLocked = """
        select from keys.api_keys
        where id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
        for share
        """;

    public Guid? Credential { get; private set; }

    public void ActUnder(Guid credential) => Credential = credential;

    public async Task<Result> StillGoodAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (Credential is null) return Result.Success;

        var riding = (NpgsqlTransaction)transaction;
        await using var batch = new NpgsqlBatch(riding.Connection, riding);
        var answer = await AskAsync(batch);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return answer();
    }

    public Task<Func<Result>> AskAsync(DbBatch batch)
    {
        if (Credential is not { } key) return Task.FromResult<Func<Result>>(() => Result.Success);

        var read = new NpgsqlBatchCommand(ReadLocked)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = key },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
            },
        };
        batch.BatchCommands.Add(read);
        return Task.FromResult<Func<Result>>(
            () => read.Rows == 1 ? Result.Success : RequestErrors.Unauthenticated);
    }
}
