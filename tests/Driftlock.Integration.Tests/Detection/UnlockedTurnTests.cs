using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>A process that had a stream's last turn composes the next without a lock, and only commits what still fits.</summary>
public sealed class UnlockedTurnTests : IAsyncLifetime
{
    private const string Stream = "turns";

    private MigratedDatabase database = null!;
    private Node node = null!;
    private OrganizationId organization;

    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        node = new Node(database);
        organization = await node.NewOrganization();
        await node.Detect(organization, Stream, UsualLog.Lines(300));
    }

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Fact]
    public async Task Who_had_the_last_turn_needs_no_lock_for_the_next()
    {
        var reached = await ReachedBy(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 300)));

        reached.Should().ContainInOrder("detection.composed", "detection.committing", "detection.committed");
        reached.Should().NotContain("detection.head_locked");
    }

    [Fact]
    public async Task Who_is_behind_locks_first_and_then_knows_the_end_again()
    {
        await using var other = new Node(database);
        await other.Detect(organization, Stream, UsualLog.Lines(10, from: 300));

        var behind = await ReachedBy(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 310)));
        var ahead = await ReachedBy(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 320)));

        behind.Should().Contain("detection.head_locked").And.NotContain("detection.composed");
        ahead.Should().Contain("detection.composed").And.NotContain("detection.head_locked");
    }

    [Fact]
    public async Task What_was_composed_in_vain_is_composed_again_and_taken_once()
    {
        await using var other = new Node(database);
        var (composed, overtaken) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var interfering = Task.Run(async () =>
        {
            await composed.Task;
            await other.Detect(organization, Stream, UsualLog.Lines(10, from: 300));
            overtaken.Set();
        });

        var reached = await ReachedBy(
            () => node.Detect(organization, Stream, UsualLog.Lines(10, from: 310)),
            point =>
            {
                if (point != "detection.composed") return;
                composed.SetResult();
                overtaken.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
            });
        await interfering;
        var next = await ReachedBy(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 320)));

        reached.Should().ContainInOrder("detection.composed", "detection.head_locked", "detection.committed_locked");
        next.Should().Contain("detection.head_locked", "streams on which processes take turns are locked first");
        (await node.Log(organization)).Where(entry => entry.Kind == LogEntryKind.Events)
            .Select(entry => (entry.Sequence, entry.Length)).Should().Equal((0, 300), (300, 10), (310, 10), (320, 10));
    }

    [Fact]
    public async Task Turns_of_many_streams_at_once_are_committed_together()
    {
        string[] streams = [.. Enumerable.Range(0, 24).Select(number => $"many-{number}")];
        foreach (var stream in streams) await node.Detect(organization, stream, UsualLog.Lines(300));
        var before = await CommitsAsync();

        await Task.WhenAll(streams.Select(stream => node.Detect(organization, stream, UsualLog.Lines(10, from: 300))));

        var transactions = await CommitsAsync() - before;
        transactions.Should().BeLessThan(streams.Length).And.BeGreaterThan(0);
    }

    [Fact]
    public async Task One_that_may_not_be_committed_keeps_none_of_the_others_from_it()
    {
        string[] streams = [.. Enumerable.Range(0, 12).Select(number => $"mixed-{number}")];
        foreach (var stream in streams) await node.Detect(organization, stream, UsualLog.Lines(300));
        // Behind the back of the process, as one that was overtaken between its look and its commit.
        await node.Damage(organization, """
            update detection.heads set snapshot_sequence = snapshot_sequence + 1
            where stream = (select id from detection.streams where slug = 'mixed-3')
            """);

        var answers = await Task.WhenAll(streams.Select(stream => node.TryDetect(
            organization, stream, [.. UsualLog.Lines(10, from: 300).Select(line => Node.Event(line))])));

        answers.Should().OnlyContain(answer => answer.IsSuccess);
        (await node.Count("select count(*) from detection.log where sequence = 300")).Should().Be(streams.Length);
    }

    // Each transaction of turns writes all of its rows under one number.
    private Task<long> CommitsAsync() => node.Count("select count(distinct xmin::text) from detection.log");

    private static async Task<List<string>> ReachedBy(Func<Task> work, Action<string>? also = null)
    {
        var reached = new List<string>();
        Fault.OnReach(point =>
        {
            lock (reached) reached.Add(point);
            also?.Invoke(point);
        });
        try
        {
            await work();
        }
        finally
        {
            Fault.OnReach(null);
        }

        return reached;
    }
}
