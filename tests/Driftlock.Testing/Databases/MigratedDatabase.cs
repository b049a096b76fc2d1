using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Billing;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Testing.Databases;

/// <summary>A database with all modules' tables and no row, copied from a template that is migrated once a run.</summary>
public sealed class MigratedDatabase
{
    private const string Template = "driftlock_template";

    private static readonly Lazy<Task> Made = new(MakeTemplateAsync);

    private static int last;

    private MigratedDatabase(string connectionString) => ConnectionString = connectionString;

    /// <summary>Under the name <c>ConnectionStrings:Driftlock</c> it is all that the product asks for.</summary>
    public string ConnectionString { get; }

    /// <summary>A database that nobody else has.</summary>
    public static async Task<MigratedDatabase> CreateAsync()
    {
        await Made.Value;
        var cluster = await PrivateCluster.Shared;
        var name = $"driftlock_{Interlocked.Increment(ref last)}";
        await cluster.AdministerAsync($"create database {name} template {Template} owner driftlock");
        return new MigratedDatabase(cluster.ConnectionString(name));
    }

    /// <summary>The product's own parts over a database, as its programs put them together.</summary>
    public static ServiceProvider Services(string connectionString)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new($"ConnectionStrings:{Database.ConnectionName}", connectionString)]).Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddApplication()
            .AddShared()
            .AddBilling()
            .BuildServiceProvider(validateScopes: true);
    }

    private static async Task MakeTemplateAsync()
    {
        var cluster = await PrivateCluster.Shared;
        await cluster.AdministerAsync($"create database {Template} owner driftlock");
        await using var services = Services(cluster.ConnectionString(Template) + ";Pooling=false");
        await services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
    }
}
