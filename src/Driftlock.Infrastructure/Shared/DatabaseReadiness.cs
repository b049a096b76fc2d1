using Driftlock.Application.Shared;

namespace Driftlock.Infrastructure.Shared;

/// <summary>The database answers, and has all tables that this build needs.</summary>
internal sealed class DatabaseReadiness(ISchemas schemas, Database database) : IReadinessCheck
{
    // Nobody takes a migration back, so once is enough.
    private volatile bool isComplete;

    public string Name => "database";

    public async Task<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        if (isComplete)
        {
            await using var command = database.App.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return new Readiness();
        }

        var missing = await schemas.MissingAsync(cancellationToken);
        if (!missing.IsSuccess) return new Readiness(missing.Error.Message);
        if (missing.Value.Count > 0) return new Readiness(DatabaseErrors.MigrationsMissing(missing.Value).Message);

        isComplete = true;
        return new Readiness();
    }
}
