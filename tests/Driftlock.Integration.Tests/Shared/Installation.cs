using Driftlock.Application.Identity;
using Driftlock.Application.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Shared;

/// <summary>The product's parts over a database of their own, without a server: what the operator's commands have.</summary>
public sealed class Installation : IAsyncLifetime
{
    private static int last;

    private ServiceProvider? services;

    public ServiceProvider Services => services!;

    /// <summary>Another process of the same installation, configured as it says.</summary>
    public static Installation Over(MigratedDatabase database, params (string Name, string Value)[] settings) =>
        new() { services = MigratedDatabase.Services(database.ConnectionString, settings: settings) };

    public async Task InitializeAsync() =>
        services = MigratedDatabase.Services((await MigratedDatabase.CreateAsync()).ConnectionString);

    public async Task DisposeAsync() => await Services.DisposeAsync();

    /// <summary>Sends a request in a scope of its own, as each one of an edge is.</summary>
    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public async Task<OrganizationId> NewOrganization()
    {
        var slug = $"organization-{Interlocked.Increment(ref last)}";
        return (await Send(new CreateOrganization(slug, slug))).Value!.Id;
    }

    public async Task<IssuedApiKey> IssueKey(params string[] scopes)
    {
        var command = new IssueApiKey(await NewOrganization(), "test", "operator") { Scopes = scopes };
        return (await Send(command)).Value!;
    }

    /// <summary>The first column of what the worker is answered, who sees the rows of all organizations.</summary>
    public Task<IReadOnlyList<string>> Read(string statement, params NpgsqlParameter[] parameters) =>
        Read(Services.GetRequiredService<Database>().Worker, statement, parameters);

    /// <summary>The first column of what the owner is answered, who sees what the others' connections do.</summary>
    public Task<IReadOnlyList<string>> ReadAsOwner(string statement) =>
        Read(Services.GetRequiredService<Database>().Owner, statement, []);

    private static async Task<IReadOnlyList<string>> Read(
        NpgsqlDataSource door, string statement, NpgsqlParameter[] parameters)
    {
        await using var command = door.CreateCommand(statement);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync()) found.Add(reader.GetValue(0).ToString()!);
        return found;
    }
}
