using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Scheduling;
using Npgsql;

namespace Driftlock.Infrastructure.Identity;

/// <summary>
/// Takes away links and sessions that are over, with what finds them by their tokens. Whoever presents one gets the same
/// refusal before and after; who signed in, and when, the audit trail keeps.
/// </summary>
internal sealed class PurgeTokens(Database database, TimeProvider clock) : IScheduledWork
{
    /// <summary>How long they stay after their end, so that a node whose clock is ahead takes none of use.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Rows of a table taken away in one transaction.</summary>
    public const int MostAtOnce = 5000;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Kept;
        await PurgeAsync("identity.sign_in_links", "expires_at", before, cancellationToken);
        await PurgeAsync("identity.sessions", "ends_at", before, cancellationToken);
    }

    private async Task PurgeAsync(
        string table, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        long purged;
        do
        {
            await using var command = database.Worker.CreateCommand($"""
                with past as (
                    delete from {table}
                    where ctid = any(array(select ctid from {table} where {column} < $1 limit {MostAtOnce}))
                        and {column} < $1
                    returning digest),
                owners as (delete from identity.token_owners where digest in (select digest from past))
                select count(*) from past
                """);
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            purged = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        while (purged == MostAtOnce);
    }
}
