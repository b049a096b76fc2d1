using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Billing;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Identity;
using Driftlock.Infrastructure.Keys;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;

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

    /// <summary>Statements of the cluster's owner in it, whom no wall keeps out.</summary>
    public async Task AdministerAsync(string statements)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Username = "owner", Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The product's own parts over a database, as its programs put them together.</summary>
    /// <param name="connectionString">To the database.</param>
    /// <param name="environment">As <c>ASPNETCORE_ENVIRONMENT</c> names it.</param>
    /// <param name="settings">What else is configured.</param>
    public static ServiceProvider Services(
        string connectionString, string environment = "Development", params (string Name, string Value)[] settings) =>
        Build(Parts(connectionString, environment, settings));

    /// <summary>The product's own parts over a database, and what a test adds to them or puts in their place.</summary>
    public static ServiceProvider Services(string connectionString, Action<IServiceCollection> and)
    {
        var parts = Parts(connectionString, "Development", []);
        and(parts);
        return Build(parts);
    }

    private static ServiceProvider Build(IServiceCollection parts) => parts.BuildServiceProvider(validateScopes: true);

    private static IServiceCollection Parts(
        string connectionString, string environment, (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new($"ConnectionStrings:{Database.ConnectionName}", connectionString),
            .. settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)),
        ]).Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = environment })
            .AddLogging()
            .AddApplication()
            .AddShared()
            .AddIdentity()
            .AddKeys()
            .AddBilling()
            .AddDetection();
    }

    private static async Task MakeTemplateAsync()
    {
        var cluster = await PrivateCluster.Shared;
        await cluster.AdministerAsync($"create database {Template} owner driftlock");
        await using var services = Services(cluster.ConnectionString(Template) + ";Pooling=false");
        await services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
    }
}
