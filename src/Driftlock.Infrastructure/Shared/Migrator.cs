using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>A module's tables: its context, and the schema that holds its tables and its migration history.</summary>
public sealed record ModuleSchema(Type Context, string Schema);

/// <summary>What a module puts into its tables once they are up to date; the same again changes nothing.</summary>
public interface IModuleSeed
{
    /// <summary>Writes it, as the owner of the tables.</summary>
    Task SeedAsync(NpgsqlConnection owner, CancellationToken cancellationToken);
}

/// <summary>Brings the schemas of all modules up to date, in the order in which the modules were registered.</summary>
public sealed class Migrator(
    Database database, IEnumerable<ModuleSchema> modules, IEnumerable<IModuleSeed> seeds, IServiceScopeFactory scopes)
{
    // Any number, the same in every build: whoever holds this lock migrates.
    private const long Lock = 0x6472_6966_746c_6f63;

    /// <summary>Applies what is missing; two at once wait for each other, and the second finds nothing to do.</summary>
    /// <returns>The migrations applied, as <c>schema/id</c>.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var held = await database.Owner.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", held) { CommandTimeout = 0 };
        await using var release = new NpgsqlCommand("select pg_advisory_unlock($1)", held);
        take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Lock });
        release.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Lock });
        await take.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            var applied = await MissingAsync(cancellationToken);
            foreach (var module in modules)
            {
                await using var scope = scopes.CreateAsyncScope();
                await using var context = OwnedBy(scope.ServiceProvider, module);
                await context.Database.MigrateAsync(cancellationToken);
            }

            foreach (var seed in seeds) await seed.SeedAsync(held, cancellationToken);
            return applied;
        }
        finally
        {
            // Not left to the pool, which forgets a session's state only when it is used again.
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>The migrations of this build that the database does not have yet, as <c>schema/id</c>.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var module in modules)
        {
            await using var scope = scopes.CreateAsyncScope();
            await using var context = OwnedBy(scope.ServiceProvider, module);
            var pending = await context.Database.GetPendingMigrationsAsync(cancellationToken);
            missing.AddRange(pending.Select(id => $"{module.Schema}/{id}"));
        }

        return missing;
    }

    private DbContext OwnedBy(IServiceProvider services, ModuleSchema module)
    {
        var options = typeof(DbContextOptionsBuilder<>).MakeGenericType(module.Context);
        var builder = (DbContextOptionsBuilder)Activator.CreateInstance(options)!;
        builder.UseModuleSchema(database.Owner, module.Schema);
        return (DbContext)ActivatorUtilities.CreateInstance(services, module.Context, builder.Options);
    }
}
