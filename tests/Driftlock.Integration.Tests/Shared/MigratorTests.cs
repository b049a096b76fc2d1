using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared;

public sealed class MigratorTests
{
    [Fact]
    public async Task Two_that_migrate_a_new_database_at_once_apply_each_migration_once()
    {
        var cluster = await PrivateCluster.Shared;
        await using var first = MigratedDatabase.Services(cluster.ConnectionString("raced"));
        await using var second = MigratedDatabase.Services(cluster.ConnectionString("raced"));
        await cluster.AdministerAsync("create database raced owner driftlock");

        var applied = await Task.WhenAll(Migrate(first), Migrate(second));

        applied.Should().ContainSingle(list => list.Count > 0).And.ContainSingle(list => list.Count == 0);
        (await first.GetRequiredService<Migrator>().MissingAsync(CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_new_database_lacks_every_migration()
    {
        var cluster = await PrivateCluster.Shared;
        await cluster.AdministerAsync("create database bare owner driftlock");
        await using var services = MigratedDatabase.Services(cluster.ConnectionString("bare"));

        var missing = await services.GetRequiredService<Migrator>().MissingAsync(CancellationToken.None);

        missing.Should().StartWith("shared/0001_ground");
    }

    private static Task<IReadOnlyList<string>> Migrate(ServiceProvider services) =>
        services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
}
