using System.Collections.Concurrent;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Driftlock.Testing.Databases;
using Driftlock.Testing.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Database = Driftlock.Infrastructure.Shared.Database;

namespace Driftlock.Integration.Tests.Shared.Messaging;

/// <summary>A module with an outbox, an inbox and two reactions that write down what they did; and its nodes.</summary>
internal sealed class Probe : IAsyncDisposable
{
    public const string Schema = "probe";

    private const string Tables = """
        create schema probe;
        call shared.open_schema('probe');
        call shared.add_messaging('probe');
        create table probe.deeds (
            id bigint generated always as identity, organization uuid, message uuid, stream uuid, reaction text);
        call shared.protect('probe.deeds', 'select, insert');
        create table probe.things (id uuid primary key, organization uuid);
        call shared.protect('probe.things', 'select, insert');
        """;

    private readonly List<ServiceProvider> nodes = [];

    private readonly string connectionString;

    private Probe(string connectionString) => this.connectionString = connectionString;

    public ManualTime Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public Troubles Troubles { get; } = new();

    public Database Database => nodes[0].GetRequiredService<Database>();

    public static async Task<Probe> CreateAsync()
    {
        var probe = new Probe((await MigratedDatabase.CreateAsync()).ConnectionString);
        probe.NewNode();
        await using var make = probe.Database.Owner.CreateCommand(Tables);
        await make.ExecuteNonQueryAsync();
        return probe;
    }

    /// <summary>The parts of one more process over the same database.</summary>
    public ServiceProvider NewNode()
    {
        nodes.Add(MigratedDatabase.Services(connectionString, services => services
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Troubles)
            .AddModuleSchema<ProbeDbContext>(Schema)
            .AddTransient<INotificationHandler<Occurred<AnomaliesFound>>, FirstReaction>()
            .AddTransient<INotificationHandler<Occurred<AnomaliesFound>>, SecondReaction>()));
        return nodes[^1];
    }

    public Task<Guid[]> WriteAsync(params AnomaliesFound[] happened) => WriteToAsync(Schema, happened);

    public async Task<Guid[]> WriteToAsync(string schema, params AnomaliesFound[] happened)
    {
        var messages = happened.Select(one => OutboxMessage.Of(one, Clock)).ToList();
        await using var connection = await Database.Worker.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set role driftlock_app"));
        foreach (var message in messages)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"select set_config('app.organization', '{message.Organization.Value}', false)"));
            batch.BatchCommands.Add(message.ToInsertInto(schema));
        }

        await batch.ExecuteNonQueryAsync();
        return [.. messages.Select(message => message.Id)];
    }

    /// <summary>Relays until nothing is due, as far as the clock goes.</summary>
    public static async Task DrainAsync(ServiceProvider node)
    {
        var relay = node.GetRequiredService<OutboxRelay>();
        int taken;
        do
        {
            taken = await relay.RelayBatchAsync(Schema, CancellationToken.None);
        }
        while (taken > 0);
    }

    /// <summary>Relays until nothing is left, or only what is parked and what waits for that.</summary>
    public async Task DrainAsync()
    {
        for (var round = 0; round <= Retries.MostAttempts; round++)
        {
            await DrainAsync(nodes[0]);
            Clock.Advance(Retries.Longest);
        }
    }

    public async Task<T> ScalarAsync<T>(string statement)
    {
        await using var command = Database.Worker.CreateCommand(statement);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
    }

    public static AnomaliesFound Happened(OrganizationId? organization = null) => Found(
        organization ?? OrganizationId.New(TimeProvider.System), StreamId.New(TimeProvider.System));

    public static AnomaliesFound Found(OrganizationId organization, StreamId stream) => new(
        organization, stream, [], DateTimeOffset.UnixEpoch, 7);
}

/// <summary>Streams whose messages make a reaction fail.</summary>
internal sealed class Troubles
{
    public ConcurrentDictionary<StreamId, int> FailuresLeft { get; } = new();

    public void MaybeFail(StreamId stream)
    {
        if (FailuresLeft.AddOrUpdate(stream, 0, (_, left) => left - 1) > 0)
        {
            throw new InvalidOperationException("Not today.");
        }
    }
}

internal sealed class ProbeDbContext(
    DbContextOptions<ProbeDbContext> options, IDatabaseAccess access, TimeProvider clock)
    : ModuleDbContext(options, Probe.Schema, access, clock)
{
    public DbSet<Thing> Things => Set<Thing>();

    public async Task WriteDownAsync(Occurred<AnomaliesFound> occurred, string reaction, CancellationToken token)
    {
        var riding = (NpgsqlTransaction)Database.CurrentTransaction!.GetDbTransaction();
        await using var command = new NpgsqlCommand(
            "insert into probe.deeds (organization, message, stream, reaction) values ($1, $2, $3, $4)",
            riding.Connection,
            riding)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = occurred.Event.Organization.Value },
                new NpgsqlParameter<Guid> { TypedValue = occurred.MessageId },
                new NpgsqlParameter<Guid> { TypedValue = occurred.Event.Stream.Value },
                new NpgsqlParameter<string> { TypedValue = reaction },
            },
        };
        await command.ExecuteNonQueryAsync(token);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Thing>().ToTable("things").Ignore(thing => thing.Raised);
    }
}

/// <summary>An aggregate that raises events about streams.</summary>
internal sealed class Thing : Aggregate<StreamId>
{
    public required OrganizationId Organization { get; init; }

    public void Find(StreamId stream) => Raise(Probe.Found(Organization, stream));
}

internal sealed class FirstReaction(ProbeDbContext db) : IReaction<AnomaliesFound>
{
    public Task Handle(Occurred<AnomaliesFound> notification, CancellationToken cancellationToken) =>
        db.WriteDownAsync(notification, "first", cancellationToken);
}

internal sealed class SecondReaction(ProbeDbContext db, Troubles troubles) : IReaction<AnomaliesFound>
{
    public async Task Handle(Occurred<AnomaliesFound> notification, CancellationToken cancellationToken)
    {
        await db.WriteDownAsync(notification, "second", cancellationToken);
        troubles.MaybeFail(notification.Event.Stream);
    }
}
