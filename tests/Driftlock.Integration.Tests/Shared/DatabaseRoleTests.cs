using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>A connection of the app stays one of the app, whatever was done with it before.</summary>
public sealed class DatabaseRoleTests
{
    [Theory]
    [InlineData("select 1")]
    [InlineData("reset role")]
    [InlineData("set session authorization default")]
    [InlineData("select set_config('app.organization', '01900000-0000-7000-8000-000000000001', false)")]
    public async Task A_connection_from_the_pool_is_the_apps_and_of_no_organization(string before)
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var services = MigratedDatabase.Services(database.ConnectionString + ";Maximum Pool Size=1");
        var source = services.GetRequiredService<Database>().App;

        await Run(source, before);
        var found = await Run(source, "select current_user || '/' || coalesce(shared.organization()::text, 'none')");

        found.Should().Be("driftlock_app/none");
    }

    [Fact]
    public async Task Each_door_has_its_role()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var services = MigratedDatabase.Services(database.ConnectionString);
        var doors = services.GetRequiredService<Database>();

        (await Run(doors.Owner, "select current_user")).Should().Be("driftlock");
        (await Run(doors.App, "select current_user")).Should().Be("driftlock_app");
        (await Run(doors.Worker, "select current_user")).Should().Be("driftlock_worker");
    }

    [Fact]
    public async Task The_app_makes_no_table()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var services = MigratedDatabase.Services(database.ConnectionString);
        var app = services.GetRequiredService<Database>().App;

        var making = async () => await Run(app, "create table shared.mine (id int)");

        (await making.Should().ThrowAsync<PostgresException>()).Which.SqlState
            .Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static async Task<string?> Run(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
