using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>A session of the pool works for whoever opened it last, and for nobody else.</summary>
public sealed class OrganizationSessionTests : IAsyncLifetime
{
    private static readonly OrganizationId One = OrganizationId.From(new Guid("01900000-0000-7000-8000-000000000001"));
    private static readonly OrganizationId Other = OrganizationId.From(new Guid("01900000-0000-7000-8000-000000000002"));

    private MigratedDatabase? database;
    private ServiceProvider? services;

    private OrganizationSessions Sessions => services!.GetRequiredService<Database>().Sessions;

    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        services = MigratedDatabase.Services(database.ConnectionString);
    }

    public async Task DisposeAsync() => await services!.DisposeAsync();

    [Fact]
    public async Task Taken_turn_by_turn_a_session_works_for_each_in_its_turn()
    {
        var sessions = new HashSet<int>();
        foreach (var organization in new OrganizationId?[] { One, One, Other, null, null, One, Other })
        {
            await using var connection = await Sessions.OpenAsync(organization, CancellationToken.None);
            sessions.Add(connection.ProcessID);
            (await WorksFor(connection)).Should().Be(organization?.Value);
        }

        sessions.Should().ContainSingle("otherwise nothing was handed on");
    }

    [Fact]
    public async Task A_session_that_works_for_the_same_again_is_told_nothing()
    {
        await using (var connection = await Sessions.OpenAsync(One, CancellationToken.None))
        {
            // Were it told again, this would be gone.
            await Run(connection, $"select set_config('app.organization', '{Other.Value}', false)");
        }

        await using var again = await Sessions.OpenAsync(One, CancellationToken.None);

        (await WorksFor(again)).Should().Be(Other.Value);
    }

    [Fact]
    public async Task What_a_transaction_leaves_undone_does_not_change_for_whom_a_session_works()
    {
        await using (var connection = await Sessions.OpenAsync(One, CancellationToken.None))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Run(connection, "select 1");
        }

        await using var again = await Sessions.OpenAsync(One, CancellationToken.None);

        (await WorksFor(again)).Should().Be(One.Value);
    }

    [Fact]
    public async Task A_session_whose_telling_failed_is_told_anew()
    {
        await using (var connection = await Sessions.OpenAsync(One, CancellationToken.None))
        {
            await using var broken = await connection.BeginTransactionAsync();
            var failing = async () => await Run(connection, "select 1/0");
            await failing.Should().ThrowAsync<PostgresException>();
            var telling = async () => await Sessions.TellAsync(connection, Other, CancellationToken.None);
            await telling.Should().ThrowAsync<PostgresException>("a failed transaction takes no statement");
        }

        await using var again = await Sessions.OpenAsync(Other, CancellationToken.None);

        (await WorksFor(again)).Should().Be(Other.Value);
    }

    [Fact]
    public async Task A_context_that_could_not_be_told_keeps_no_connection_of_another_organization()
    {
        await using (await Sessions.OpenAsync(Other, CancellationToken.None))
        {
            // The only session goes back to the pool as the other's.
        }

        await using var scope = services!.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(One);
        var context = scope.ServiceProvider.GetRequiredService<SharedDbContext>();
        var asking = async () => await context.Database
            .SqlQuery<Guid?>($"select shared.organization() as \"Value\"").SingleAsync();

        await database!.AdministerAsync(
            "revoke execute on function pg_catalog.set_config(text, text, boolean) from public");
        await asking.Should().ThrowAsync<PostgresException>();
        await database.AdministerAsync(
            "grant execute on function pg_catalog.set_config(text, text, boolean) to public");

        (await asking()).Should().Be(One.Value);
    }

    [Fact]
    public async Task A_new_session_works_for_nobody_whatever_was_told_to_one_of_its_number()
    {
        await using (var connection = await Sessions.OpenAsync(One, CancellationToken.None))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await using var fresh = await Sessions.OpenAsync(null, CancellationToken.None);

        (await WorksFor(fresh)).Should().BeNull();
    }

    private static async Task<Guid?> WorksFor(NpgsqlConnection connection) =>
        await Run(connection, "select shared.organization()") as Guid?;

    private static async Task<object?> Run(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }
}
