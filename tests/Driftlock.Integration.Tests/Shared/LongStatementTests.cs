using Driftlock.Api.Shared.CommandLine;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>How long a statement may take is a setting, and <c>check</c>, of whole tables, has its own.</summary>
public sealed class LongStatementTests
{
    [Fact]
    public async Task A_statement_that_takes_longer_than_it_may_is_given_up()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var services = MigratedDatabase.Services(
            database.ConnectionString, settings: (Database.StatementSecondsKey, "1"));
        await using var command = services.GetRequiredService<Database>().Worker.CreateCommand("select pg_sleep(20)");

        var run = () => command.ExecuteNonQueryAsync();

        (await run.Should().ThrowAsync<NpgsqlException>()).WithInnerException<TimeoutException>();
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("7200", "--Database:StatementSeconds=7200")]
    public async Task A_check_has_an_hour_for_each_unless_it_is_told_otherwise(string seconds, params string[] settings)
    {
        string? given = null;
        var check = CheckCommand.Create(arguments =>
        {
            given = new ConfigurationBuilder().AddCommandLine(arguments).Build()[Database.StatementSecondsKey];
            throw new IOException("No more is wanted.");
        });

        var run = () => ServiceProgram.RunAsync(ServiceProgram.Of(check), ["check", .. settings]);

        await run.Should().ThrowAsync<IOException>();
        given.Should().Be(seconds);
    }
}
