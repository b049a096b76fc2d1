using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;
using Npgsql;

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

    [Theory]
    [InlineData(300, "any")]
    [InlineData(250, "pieces that are rolled up")]
    [InlineData(395, "becoming ready")]
    public async Task What_was_composed_in_vain_is_composed_again_and_taken_once(int before, string stream)
    {
        stream = stream.Replace(' ', '-');
        await node.Detect(organization, stream, UsualLog.Lines(before));
        await using var other = new Node(database);

        var (answer, reached) = await Overtaken(
            stream, UsualLog.Lines(10, from: before + 10), () => other.Detect(
                organization, stream, UsualLog.Lines(10, from: before)));
        var next = await ReachedBy(() => node.Detect(organization, stream, UsualLog.Lines(10, from: before + 20)));

        answer.IsSuccess.Should().BeTrue(answer.Error?.Message);
        reached.Should().ContainInOrder("detection.composed", "detection.head_locked", "detection.committed_locked");
        next.Should().Contain("detection.head_locked", "streams on which processes take turns are locked first");
        (await node.Log(organization)).Where(entry => entry.Kind == LogEntryKind.Events && entry.Stream == answer.Value!.Stream.Id)
            .Select(entry => (entry.Sequence, entry.Length)).Should()
            .Equal((0, before), (before, 10), (before + 10, 10), (before + 20, 10));
    }

    [Fact]
    public async Task What_another_process_took_meanwhile_is_a_duplicate()
    {
        await using var other = new Node(database);
        IncomingEvent[] events = [.. UsualLog.Lines(10, from: 300).Select((line, number) => Node.Event(line, $"id-{number}"))];

        var (answer, _) = await Overtaken(Stream, events, () => other.TryDetect(organization, Stream, events));

        answer.Value!.Duplicates.Should().Be(10);
    }

    [Fact]
    public async Task A_stream_that_was_deleted_meanwhile_is_none()
    {
        await using var other = new Node(database);

        var (answer, _) = await Overtaken(
            Stream, UsualLog.Lines(10, from: 300), () => other.Send(new DeleteStream(organization, Stream, "test")));

        answer.Error.Should().Be(DetectionErrors.NoSuchStream);
    }

    [Fact]
    public async Task Incidents_go_on_whichever_process_had_the_turn_before()
    {
        await using var other = new Node(database, ahead: TimeSpan.FromSeconds(1));
        await node.Detect(organization, "odd", UsualLog.Lines(1000));
        foreach (var each in new[] { node, node, other, node, other, other, node })
        {
            var found = await each.Send(
                new DetectAnomalies(organization, "odd", [Node.Event(UsualLog.OddLine)]) { Learn = false });
            found.Value!.Anomalies.Should().ContainSingle();
        }

        (await node.Count("select count(*) from detection.groups")).Should().Be(1);
        (await node.Count("select count from detection.groups")).Should().Be(7);
    }

    [Fact]
    public async Task Turns_of_many_streams_at_once_are_committed_together()
    {
        string[] streams = [.. Enumerable.Range(0, 24).Select(number => $"many-{number}")];
        foreach (var stream in streams) await node.Detect(organization, stream, UsualLog.Lines(300));
        var before = await CommitsAsync();

        // The first commits wait until the other turns are composed. Each begins on a thread of its own: what is answered
        // at once goes on where it was, and one that waits there would keep the next from beginning.
        var left = streams.Length;
        using var composed = new ManualResetEventSlim();
        await ReachedBy(
            () => Task.WhenAll(streams.Select(stream => Task.Run(
                () => node.Detect(organization, stream, UsualLog.Lines(10, from: 300))))),
            point =>
            {
                if (point == "detection.composed" && Interlocked.Decrement(ref left) == 0) composed.Set();
                if (point == "detection.committing") composed.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
            });

        var transactions = await CommitsAsync() - before;
        transactions.Should().BeLessThan(streams.Length).And.BeGreaterThan(0);
    }

    [Fact]
    public async Task One_that_may_not_be_committed_keeps_none_of_the_others_from_it()
    {
        string[] streams = [.. Enumerable.Range(0, 12).Select(number => $"mixed-{number}")];
        foreach (var stream in streams) await node.Detect(organization, stream, UsualLog.Lines(200));
        // Often enough for every session to have prepared the statements.
        for (var from = 200; from < 300; from += 10)
        {
            await Task.WhenAll(streams.Select(
                stream => node.Detect(organization, stream, UsualLog.Lines(10, from: from))));
        }

        await node.Administer("""
            create function detection.refuse_one() returns trigger language plpgsql as $$
            begin
                if new.stream = (select id from detection.streams where slug = 'mixed-3') then
                    raise exception 'not this one';
                end if;
                return new;
            end $$;
            create trigger refuse_one before insert on detection.log for each row execute function detection.refuse_one()
            """);

        var answers = await Task.WhenAll(streams.Select(async stream =>
        {
            try
            {
                return (await node.TryDetect(
                    organization, stream, [.. UsualLog.Lines(10, from: 300).Select(line => Node.Event(line))])).IsSuccess;
            }
            catch (PostgresException)
            {
                return false;
            }
        }));

        answers.Should().Equal(streams.Select(stream => stream != "mixed-3"));
        (await node.Count("select count(*) from detection.log where sequence = 300")).Should().Be(streams.Length - 1);
    }

    // Each transaction of turns writes all of its rows under one number.
    private Task<long> CommitsAsync() => node.Count("select count(distinct xmin::text) from detection.log");

    private Task<(Result<DetectedEvents> Answer, List<string> Reached)> Overtaken(
        string stream, string[] lines, Func<Task> meanwhile) =>
        Overtaken(stream, [.. lines.Select(line => Node.Event(line))], meanwhile);

    // The other process has its turn when this one has composed.
    private async Task<(Result<DetectedEvents> Answer, List<string> Reached)> Overtaken(
        string stream, IncomingEvent[] events, Func<Task> meanwhile)
    {
        var composed = new TaskCompletionSource();
        using var overtaken = new ManualResetEventSlim();
        var interfering = Task.Run(async () =>
        {
            await composed.Task;
            await meanwhile();
            overtaken.Set();
        });
        Result<DetectedEvents>? answer = null;
        var reached = await ReachedBy(
            async () => answer = await node.TryDetect(organization, stream, events),
            point =>
            {
                if (point != "detection.composed") return;
                composed.SetResult();
                overtaken.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue();
            });
        await interfering;
        return (answer!, reached);
    }

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
