using System.Globalization;
using Driftlock.Application.Billing;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Billing;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Billing;

/// <summary>One node that does what Billing is asked, as the server does: each request in a scope of its own.</summary>
internal sealed class BillingDesk(string connectionString, TimeProvider clock) : IAsyncDisposable
{
    private static long lastOrganization;

    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider services =
        MigratedDatabase.Services(connectionString, and: parts => parts.AddSingleton(clock));

    public static async Task<BillingDesk> OpenAsync(TimeProvider? clock = null) =>
        new((await MigratedDatabase.CreateAsync()).ConnectionString, clock ?? TimeProvider.System);

    public static Guid NewId() => Guid.CreateVersion7(Noon.AddMilliseconds(Interlocked.Increment(ref lastOrganization)));

    public async Task<OrganizationId> NewOrganization(string plan)
    {
        var organization = OrganizationId.From(NewId());
        (await Send(new OpenAccount(organization, plan, "operator"))).IsSuccess.Should().BeTrue();
        return organization;
    }

    public async Task<TResponse> Send<TResponse>(IRequest<TResponse> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public Task<Result<Usage>> Reserve(OrganizationId organization, int events, Guid? run = null) =>
        Send(new ReserveDetections(organization, run ?? NewId(), events));

    public async Task<Usage> Usage(OrganizationId organization) =>
        (await Send(new ReserveDetections(organization, NewId(), 0))).Value!;

    /// <summary>Brings the message that a run was committed with so many units.</summary>
    public async Task Settle(OrganizationId organization, Guid run, int units, StreamId? stream = null, Guid? key = null)
    {
        var settled = new DetectionsSettled(organization, run, stream, key, units, Noon);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        await scope.ServiceProvider.GetRequiredService<IMediator>().Publish(
            new Occurred<DetectionsSettled>(NewId(), settled));
    }

    /// <summary>Brings several such messages at once, as a relay does under load.</summary>
    public async Task SettleTogether(OrganizationId organization, params (Guid Run, int Units)[] runs)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IDatabaseAccess>().Enter(organization);
        var settled = runs.Select(one => new DetectionsSettled(organization, one.Run, null, null, one.Units, Noon));
        await scope.ServiceProvider.GetRequiredService<ILedger>()
            .SettleAsync([.. settled], Noon, CancellationToken.None);
    }

    /// <summary>What the work's own transaction does: asks the fence, and commits if it may.</summary>
    public async Task<bool> Commit(OrganizationId organization, Guid run)
    {
        await using var connection = await EnterAsync(organization);
        await using var transaction = await connection.BeginTransactionAsync();
        var may = await services.GetRequiredService<IWorkFence>()
            .TryCommitAsync(organization, run, transaction, CancellationToken.None);
        await transaction.CommitAsync();
        return may;
    }

    /// <summary>A round of the job that frees what has expired.</summary>
    public Task FreeExpired() => services.GetRequiredService<ExpiredReservations>().FreeAsync(CancellationToken.None);

    /// <summary>What does not add up.</summary>
    public async Task<IReadOnlyList<string>> Breaches()
    {
        await using var scope = services.CreateAsyncScope();
        var breaches = new List<string>();
        foreach (var invariant in scope.ServiceProvider.GetServices<IInvariant>())
        {
            breaches.AddRange(await invariant.BreachesAsync(CancellationToken.None));
        }

        return breaches;
    }

    /// <summary>A statement of that organization; the first column of its first row.</summary>
    public async Task<string?> Ask(OrganizationId organization, string statement)
    {
        await using var connection = await EnterAsync(organization);
        await using var command = new NpgsqlCommand(statement, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Changes the catalogue.</summary>
    public async Task Publish(string change)
    {
        await using var command = services.GetRequiredService<Database>().Owner.CreateCommand(
            $"update billing.plans set {change}");
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<NpgsqlConnection> EnterAsync(OrganizationId organization)
    {
        var connection = await services.GetRequiredService<Database>().App.OpenConnectionAsync();
        await using var enter = new NpgsqlCommand(
            $"select set_config('app.organization', '{organization.Value}', false)", connection);
        await enter.ExecuteNonQueryAsync();
        return connection;
    }
}
