using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Crashes;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What the clock starts may end at any of its places; the next run does what was left.</summary>
public sealed class BrokenJobTests
{
    public static TheoryData<string> Places { get; } = [.. FaultPoints.All.Except(FaultPoints.Tried)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_run_that_broke_off_is_made_up_for_by_the_next(string place)
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        await using var other = new Node(database, TimeSpan.FromDays(9));
        var organization = await node.NewOrganization("pulse");
        for (var from = 0; from < 6000; from += 1000) await node.Detect(organization, "old", UsualLog.Lines(1000, from));
        node.Sleep(TimeSpan.FromDays(9));
        var reached = false;

        await BreakAsync(node, point => reached |= point == place);
        var between = await BreachesAsync(node);
        await other.Part<SnapshotJob>().RunAsync(CancellationToken.None);
        await other.Part<RetentionJob>().RunAsync(CancellationToken.None);
        var next = await other.Detect(organization, "old", UsualLog.OddLine);

        reached.Should().BeTrue();
        between.Should().BeEmpty();
        (await BreachesAsync(node)).Should().BeEmpty();
        (await node.Log(organization)).Should().ContainSingle("retention took the others");
        (next.Scored, next.Head.Sequence).Should().Be((1, 6001));
    }

    [Fact]
    public async Task A_stream_that_is_broken_holds_up_no_other()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var broken = await node.NewOrganization("pulse");
        for (var from = 0; from < 7000; from += 1000) await node.Detect(broken, "old", UsualLog.Lines(1000, from));
        await using var next = new Node(database, TimeSpan.FromDays(1));
        var sound = await node.NewOrganization("pulse");
        for (var from = 0; from < 6000; from += 1000) await next.Detect(sound, "old", UsualLog.Lines(1000, from));
        await node.Administer($"""
            update detection.snapshots set model = 'none' where organization = '{broken.Value}'
            """);
        await using var later = new Node(database, TimeSpan.FromDays(10));

        // Both do what can be done, and both say that it was not all.
        await FailureAsync(() => later.Part<SnapshotJob>().RunAsync(CancellationToken.None));
        (await SnapshotAsync(later, sound)).Should().Be(6000);
        await FailureAsync(() => later.Part<RetentionJob>().RunAsync(CancellationToken.None));
        (await node.Log(broken)).Should().HaveCount(7);
        (await node.Log(sound)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_stream_that_is_broken_is_left_alone_for_a_while()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var broken = await node.NewOrganization("pulse");
        for (var from = 0; from < 6000; from += 1000) await node.Detect(broken, "old", UsualLog.Lines(1000, from));
        await node.Administer($"update detection.snapshots set model = 'none' where organization = '{broken.Value}'");
        await using var other = new Node(database);
        var take = () => other.Part<SnapshotJob>().RunAsync(CancellationToken.None);

        var first = await FailureAsync(take);
        var meanwhile = await FailureAsync(take);
        other.Sleep(BrokenStreams.Rest);
        var later = await FailureAsync(take);

        meanwhile.Should().BeSameAs(first);
        later.Should().NotBeSameAs(first);
    }

    [Fact]
    public async Task A_database_that_is_away_ends_the_run()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var organization = await node.NewOrganization();
        for (var from = 0; from < 6000; from += 1000) await node.Detect(organization, "a", UsualLog.Lines(1000, from));
        await using var gate = new Gate(database.ConnectionString);
        await using var services = MigratedDatabase.Services(gate.ConnectionString);
        Fault.OnReach(point =>
        {
            if (point == "snapshot.written") gate.Shut();
        });

        var run = () => services.GetRequiredService<SnapshotJob>().RunAsync(CancellationToken.None);

        await run.Should().ThrowAsync<NpgsqlException>();
        Fault.OnReach(null);
    }

    private static async Task<Exception> FailureAsync<T>(Func<Task<T>> run) =>
        (await run.Should().ThrowAsync<InvalidOperationException>()).Which.InnerException!;

    private static async Task<long> SnapshotAsync(Node node, OrganizationId organization)
    {
        await using var command = node.Part<Database>().Worker.CreateCommand(
            $"select snapshot_sequence from detection.heads where organization = '{organization.Value}'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task BreakAsync(Node node, Func<string, bool> breaksAt)
    {
        Fault.OnReach(point =>
        {
            if (breaksAt(point)) throw new IOException("The process ended.");
        });
        try
        {
            await node.Part<SnapshotJob>().RunAsync(CancellationToken.None);
            await node.Part<RetentionJob>().RunAsync(CancellationToken.None);
        }
        catch (Exception told) when (
            told is IOException or InvalidOperationException { InnerException: IOException })
        {
            // As it was told to.
        }
        finally
        {
            Fault.OnReach(null);
        }
    }

    private static Task<IReadOnlyList<string>> BreachesAsync(Node node) =>
        new LogsAreWhole(node.Part<Database>(), node.Part<TimeProvider>()).BreachesAsync(CancellationToken.None);
}
