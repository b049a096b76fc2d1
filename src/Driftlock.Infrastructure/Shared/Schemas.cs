using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>The migrator, with what can be wrong with an installation as refusals.</summary>
internal sealed partial class Schemas(Database database, Migrator migrator, ILogger<Schemas> logger) : ISchemas
{
    // What the first migration would do about its roles, and the right to make schemas.
    private const string RightsToGrant = """
        select 'create role ' || role || ' nologin;'
        from unnest(array['driftlock_app', 'driftlock_worker']) role
        where not exists (select from pg_roles where rolname = role)
        union all
        select format('grant %I to %I;', role, current_user)
        from unnest(array['driftlock_app', 'driftlock_worker']) role
        where not exists (select from pg_roles where rolname = role) or not pg_has_role(current_user, role, 'member')
        union all
        select format('grant create on database %I to %I;', current_database(), current_user)
        where not has_database_privilege(current_database(), 'create')
        """;

    public Task<Result<IReadOnlyList<string>>> MissingAsync(CancellationToken cancellationToken) =>
        AskAsync(migrator.MissingAsync, cancellationToken);

    public Task<Result<IReadOnlyList<string>>> MigrateAsync(CancellationToken cancellationToken) =>
        AskAsync(migrator.MigrateAsync, cancellationToken);

    private async Task<Result<IReadOnlyList<string>>> AskAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>>> question, CancellationToken cancellationToken)
    {
        if (!database.Configured) return DatabaseErrors.NotConfigured;

        try
        {
            return Result.Of(await question(cancellationToken));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            LogRefused(logger, exception);
            return DatabaseErrors.RightsMissing(await RightsToGrantAsync(cancellationToken));
        }
        catch (NpgsqlException exception) when (exception is not PostgresException || IsOfConnecting(exception.SqlState))
        {
            LogUnreachable(logger, exception.Message);
            return DatabaseErrors.Unavailable;
        }
    }

    private async Task<string> RightsToGrantAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Owner.CreateCommand(RightsToGrant);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var statements = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) statements.Add("  " + reader.GetString(0));
        return string.Join('\n', statements);
    }

    // Class 28: this login may not in. 3D: no such database. 57: it is starting or stopping. 53: no connection is left.
    private static bool IsOfConnecting(string? sqlState) => sqlState?[..2] is "28" or "3D" or "57" or "53";

    [LoggerMessage(10, LogLevel.Error, "The database refused a right")]
    private static partial void LogRefused(ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "The database cannot be reached: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string reason);
}
