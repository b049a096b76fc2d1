using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>The tables of all modules, as this build needs them.</summary>
public interface ISchemas
{
    /// <summary>The migrations of this build that the database lacks, as <c>schema/id</c>.</summary>
    Task<Result<IReadOnlyList<string>>> MissingAsync(CancellationToken cancellationToken);

    /// <summary>Applies them, once also when several ask at the same time.</summary>
    /// <returns>What was applied, as <c>schema/id</c>.</returns>
    Task<Result<IReadOnlyList<string>>> MigrateAsync(CancellationToken cancellationToken);
}

/// <summary>What can be wrong with the database of an installation.</summary>
public static class DatabaseErrors
{
    /// <summary>The configuration names no database.</summary>
    public static Error NotConfigured { get; } = new(
        ErrorKind.Unavailable,
        "database.not_configured",
        "No database is configured: set ConnectionStrings__Driftlock to the connection string of a PostgreSQL 15 or newer.");

    /// <summary>It does not answer, or not to this login.</summary>
    public static Error Unavailable { get; } =
        new(ErrorKind.Unavailable, "database.unavailable", "The database does not answer.") { RetryAfter = UsualOutage };

    /// <summary>Some migrations of this build are not in the database.</summary>
    public static Error MigrationsMissing(IReadOnlyList<string>? missing) => new(
        ErrorKind.Unavailable,
        "database.migrations_missing",
        $"The database lacks {missing?.Count ?? 0} migrations of this build. Run: driftlock-api migrate");

    /// <summary>The login may not make what the product needs.</summary>
    /// <param name="statements">What somebody with more rights has to run.</param>
    public static Error RightsMissing(string? statements) => new(
        ErrorKind.Forbidden,
        "database.rights_missing",
        $"The login of the database may not create what Driftlock needs. Let its administrator run:\n{statements}");

    // A failover or a restart takes a few seconds.
    private static TimeSpan UsualOutage => TimeSpan.FromSeconds(5);
}
