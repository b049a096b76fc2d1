using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Crashes;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What the clock starts may end at any of its places; the next run does what was left.</summary>
public sealed class BrokenJobTests
{
    public static TheoryData<string> Places { get; } = [.. FaultPoints.All.Except(FaultPoints.Tried)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_run_that_broke_off_is_made_up_for_by_the_next(string place)
    {
        await using var node = new Node(await MigratedDatabase.CreateAsync());
        var organization = await node.NewOrganization("pulse");
        for (var from = 0; from < 6000; from += 1000) await node.Detect(organization, "old", UsualLog.Lines(1000, from));
        node.Sleep(TimeSpan.FromDays(9));
        var reached = false;

        await BreakAsync(node, point => reached |= point == place);
        var between = await BreachesAsync(node);
        await node.Part<SnapshotJob>().RunAsync(CancellationToken.None);
        await node.Part<RetentionJob>().RunAsync(CancellationToken.None);
        var next = await node.Detect(organization, "old", UsualLog.OddLine);

        reached.Should().BeTrue();
        between.Should().BeEmpty();
        (await BreachesAsync(node)).Should().BeEmpty();
        (await node.Log(organization)).Should().ContainSingle("retention took the others");
        (next.Scored, next.Head.Sequence).Should().Be((1, 6001));
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
        catch (IOException)
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
