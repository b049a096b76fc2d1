using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Rows that a context maps are stored as the context stores them, however many there are.</summary>
public sealed class RowStatementsTests : IAsyncLifetime
{
    private Node node = null!;
    private OrganizationId organization;
    private StreamId stream;

    public async Task InitializeAsync()
    {
        node = new Node(await MigratedDatabase.CreateAsync());
        organization = await node.NewOrganization();
        stream = (await node.Detect(organization, "rows", "one")).Stream.Id;
    }

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 1)]
    [InlineData(15, 4)]
    [InlineData(32, 4)]
    public async Task Rows_go_in_by_few_statements(int rows, int statements)
    {
        await using var scope = node.Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<DetectionDbContext>();
        var receipts = Enumerable.Range(0, rows).Select(ReceiptOf).ToList();

        var inserts = RowStatements.InsertsOf(receipts.Select(receipt => db.Row(receipt))).ToList();
        await CarryOut(inserts);

        inserts.Should().HaveCount(statements);
        (await Stored(db, receipts)).Should().BeEquivalentTo(receipts);
    }

    [Fact]
    public async Task Rows_are_replaced_where_they_are_there_and_added_where_not()
    {
        await using var scope = node.Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<DetectionDbContext>();
        var groups = Enumerable.Range(0, 5).Select(GroupOf).ToList();
        await CarryOut(RowStatements.InsertsOf(groups.Take(3).Select(group => db.Row(group))));
        foreach (var group in groups) group.Add(DateTimeOffset.UnixEpoch.AddHours(1));

        await CarryOut(RowStatements.ReplacementsOf(groups.Select(group => db.Row(group))));

        var stored = await db.Groups.AsNoTracking().Where(group => group.Stream == stream).ToListAsync();
        stored.Should().BeEquivalentTo(groups);
    }

    private AnomalyGroup GroupOf(int number) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(number)),
        Organization = organization,
        Stream = stream,
        Kind = $"kind {number}",
        FirstAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
    };

    private Receipt ReceiptOf(int number) => new()
    {
        Run = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(number)),
        Organization = organization,
        Stream = stream,
        At = DateTimeOffset.UnixEpoch.AddDays(number),
        Scored = number,
        Learned = 2 * number,
        Duplicates = 3,
        Refused = [number],
        Places = [],
        Anomalies = [],
    };

    private async Task CarryOut(IEnumerable<NpgsqlBatchCommand> statements)
    {
        await using var connection =
            await node.Part<Database>().Sessions.OpenAsync(organization, CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements) batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync();
    }

    private static Task<List<Receipt>> Stored(DetectionDbContext db, List<Receipt> receipts)
    {
        Guid[] runs = [.. receipts.Select(receipt => receipt.Run)];
        return db.Receipts.AsNoTracking().Where(receipt => runs.Contains(receipt.Run)).ToListAsync();
    }
}
