using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;

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
        var reached = await Reached.ByAsync(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 300)));

        reached.Should().ContainInOrder("detection.composed", "detection.committing", "detection.committed");
        reached.Should().NotContain("detection.head_locked");
    }

    [Fact]
    public async Task Who_is_behind_locks_first_and_then_knows_the_end_again()
    {
        await using var other = new Node(database);
        await other.Detect(organization, Stream, UsualLog.Lines(10, from: 300));

        var behind = await Reached.ByAsync(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 310)));
        var ahead = await Reached.ByAsync(() => node.Detect(organization, Stream, UsualLog.Lines(10, from: 320)));

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
        var next = await Reached.ByAsync(() => node.Detect(organization, stream, UsualLog.Lines(10, from: before + 20)));

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
    public async Task What_is_refused_while_it_is_composed_is_neither_committed_nor_learned()
    {
        await node.Detect(organization, "refused", UsualLog.Lines(500));
        await node.Administer("update billing.accounts set status = 'suspended'");
        Result<DetectedEvents>? refused = null;
        var reached = await Reached.ByAsync(async () => refused = await node.TryDetect(
            organization, "refused", [.. UsualLog.Lines(100, from: 5000).Select(line => Node.Event(line))]));
        await using var other = new Node(database);
        var known = await Reached.ByAsync(() => other.TryDetect(organization, "refused", [Node.Event(UsualLog.OddLine)]));
        await node.Administer("update billing.accounts set status = 'active'");

        await node.Detect(organization, "refused", UsualLog.Lines(50, from: 500));
        await using var later = new Node(database);
        await later.Detect(organization, "spared", UsualLog.Lines(500));
        await later.Detect(organization, "spared", UsualLog.Lines(50, from: 500));

        refused!.Error!.Code.Should().Be("billing.suspended");
        reached.Should().Contain("detection.turn_taken", "it was in good standing a moment before")
            .And.NotContain("detection.composed");
        known.Should().NotContain("detection.turn_taken", "who knows that it is suspended composes nothing");
        var after = (await node.Log(organization)).Where(entry => entry.Sequence == 500).ToList();
        after.Should().HaveCount(2);
        after[0].Bits.Should().Equal(after[1].Bits);
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
    public async Task Incidents_that_take_no_more_events_are_forgotten()
    {
        var (at, incidents) = (DateTimeOffset.UnixEpoch, new OpenIncidents());
        await using var scope = node.Enter(organization);
        await incidents.FindAsync(scope.ServiceProvider.GetRequiredService<IDetectionDb>(), default, [], at);

        incidents.Add([Begun("a", at), Begun("b", at)], at);
        at += AnomalyGroup.RefractorySpan;
        incidents.Add([Begun("c", at)], at);

        incidents.Count.Should().Be(1);
    }

    private AnomalyGroup Begun(string kind, DateTimeOffset at)
    {
        var group = new AnomalyGroup
        {
            Id = Guid.CreateVersion7(at),
            Organization = organization,
            Stream = default,
            Kind = kind,
            FirstAt = at,
        };
        group.Add(at);
        return group;
    }

    private Task<(Result<DetectedEvents> Answer, List<string> Reached)> Overtaken(
        string stream, string[] lines, Func<Task> meanwhile) =>
        Overtaken(stream, [.. lines.Select(line => Node.Event(line))], meanwhile);

    // The other process has its turn when this one has composed.
    private async Task<(Result<DetectedEvents> Answer, List<string> Reached)> Overtaken(
        string stream, IncomingEvent[] events, Func<Task> meanwhile)
    {
        Result<DetectedEvents>? answer = null;
        var reached = await Reached.InterruptedAsync(
            async () => answer = await node.TryDetect(organization, stream, events), "detection.composed", meanwhile);
        reached.Should().ContainSingle(point => point == "detection.composed");
        return (answer!, reached);
    }
}
