using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Shared;

/// <summary>
/// A migration whose statements stand in a file of SQL beside it, named like its id: row security, policies, partitions
/// and grants are most of what a table is here, and none of them has a word in the migration builder.
/// </summary>
public abstract class SqlMigration : Migration
{
    /// <inheritdoc/>
    protected sealed override void Up(MigrationBuilder migrationBuilder)
    {
        var type = GetType();
        var file = $"{type.Namespace}.{type.GetCustomAttribute<MigrationAttribute>()!.Id}.sql";
        using var stream = type.Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The migration {file} is not in this build.");
        using var reader = new StreamReader(stream);
        migrationBuilder.Sql(reader.ReadToEnd());
    }
}
