using System.Globalization;
using System.Text;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Detection;
using Driftlock.Application.Identity;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Driftlock.Testing.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>A process of the service as far as detection goes: what it knows of a stream is its own, the database is not.</summary>
internal sealed class Node(MigratedDatabase database, TimeSpan ahead = default) : IAsyncDisposable
{
    private static int lastOrganization;

    private readonly ServiceProvider services = MigratedDatabase.Services(
        database.ConnectionString, parts => parts.AddSingleton<TimeProvider>(new ShiftedTime { Ahead = ahead }));

    public async Task<OrganizationId> NewOrganization(string plan = "orbit")
    {
        var slug = $"organization-{Interlocked.Increment(ref lastOrganization)}";
        var created = (await Send(new CreateOrganization(slug, slug))).Value!.Id;
        (await Send(new OpenAccount(created, plan, "operator"))).IsSuccess.Should().BeTrue();
        return created;
    }

    /// <summary>Sends a request in a scope of its own, as each one of an edge is.</summary>
    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public async Task<DetectedEvents> Detect(OrganizationId organization, string stream, params string[] lines)
    {
        var result = await TryDetect(organization, stream, [.. lines.Select(line => Event(line))]);
        result.IsSuccess.Should().BeTrue(result.Error?.Message);
        return result.Value!;
    }

    public Task<Result<DetectedEvents>> TryDetect(
        OrganizationId organization, string stream, IReadOnlyList<IncomingEvent> events) =>
        Send(new DetectAnomalies(organization, stream, events) { MayCreateStream = true });

    public static IncomingEvent Event(string line, string? id = null) => new(Encoding.UTF8.GetBytes(line)) { Id = id };

    /// <summary>A scope of work on behalf of the organization.</summary>
    public AsyncServiceScope Enter(OrganizationId organization)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Application.Shared.IDatabaseAccess>().Enter(organization);
        return scope;
    }

    /// <summary>The stream's whole log, as stored.</summary>
    public async Task<IReadOnlyList<LogEntry>> Log(OrganizationId organization)
    {
        await using var scope = Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<DetectionDbContext>();
        return await db.Log.AsNoTracking().OrderBy(entry => entry.Sequence).ToListAsync();
    }

    public TPart Part<TPart>()
        where TPart : notnull => services.GetRequiredService<TPart>();

    /// <summary>The first number that a statement of the worker answers.</summary>
    public async Task<long> Count(string statement)
    {
        await using var command = services.GetRequiredService<Database>().Worker.CreateCommand(statement);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Statements of the app role, in the organization.</summary>
    public async Task Damage(OrganizationId organization, string statements)
    {
        await using var connection = await services.GetRequiredService<Database>().App.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select set_config('app.organization', '{organization.Value}', false); {statements}";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Statements of whom no wall keeps out.</summary>
    public Task Administer(string statements) => database.AdministerAsync(statements);

    /// <summary>Delivers what has left detection.</summary>
    public async Task Relay()
    {
        while (await Part<OutboxRelay>().RelayBatchAsync("detection", CancellationToken.None) > 0)
        {
            // The next batch.
        }
    }

    /// <summary>Moves this node's clock.</summary>
    public void Sleep(TimeSpan time) => ((ShiftedTime)Part<TimeProvider>()).Ahead += time;

    public IAnomalyScorer Scorer => services.GetRequiredService<IAnomalyScorer>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
