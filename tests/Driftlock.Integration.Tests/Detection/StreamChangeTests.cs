using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Shared;
using Driftlock.Integration.Tests.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What people change about a stream changes its next detection (rule P-8).</summary>
public sealed class StreamChangeTests : IAsyncLifetime
{
    private const string Actor = "operator";

    private Node? started;
    private OrganizationId organization;

    private Node Service => started!;

    public async Task InitializeAsync()
    {
        started = new Node(await MigratedDatabase.CreateAsync());
        organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_stream_that_takes_longer_to_erase_than_a_statement_may_is_erased()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var node = new Node(database);
        var whose = await node.NewOrganization();
        await node.Detect(whose, "large", UsualLog.Lines(10));
        await node.Administer("""
            create function detection.take_long() returns trigger language plpgsql as $$
            begin
                perform pg_sleep(1.5);
                return old;
            end $$;
            create trigger take_long before delete on detection.streams
                for each row execute function detection.take_long()
            """);
        var hurried = Installation.Over(database, (Database.StatementSecondsKey, "1"));

        var erased = await hurried.Send(new DeleteStream(whose, "large", Actor));

        erased.IsSuccess.Should().BeTrue();
        (await node.Count("select count(*) from detection.log")).Should().Be(0);
        await hurried.DisposeAsync();
    }

    [Fact]
    public async Task Under_a_lesser_plan_the_oldest_streams_go_on_as_many_as_it_has()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var before = new Node(database);
        var whose = await before.NewOrganization("orbit");
        for (var number = 1; number <= 6; number++) await before.Detect(whose, $"app-{number}", UsualLog.Lines(1));
        await before.Damage(whose, "update billing.accounts set plan = 'pulse'");
        await using var after = new Node(database);

        var fifth = await after.TryDetect(whose, "app-5", [Node.Event("one more")]);
        var sixth = await after.TryDetect(whose, "app-6", [Node.Event("one more")]);

        fifth.IsSuccess.Should().BeTrue();
        sixth.Error.Should().Be(DetectionErrors.ReadOnlyStream);
    }

    [Fact]
    public async Task A_kind_that_was_dismissed_is_quiet_from_then_on()
    {
        var anomaly = await OddOne();

        var dismissed = await Service.Send(
            new ResolveAnomaly(organization, anomaly.Id, AnomalyStatus.Dismissed, "a drill", "operator"));
        var after = await Service.Detect(organization, "app", UsualLog.OddLine);

        (dismissed.Value!.Status, dismissed.Value.Note).Should().Be((AnomalyStatus.Dismissed, "a drill"));
        after.Scored.Should().Be(1);
        after.Anomalies.Should().BeEmpty();
    }

    [Fact]
    public async Task A_kind_that_was_confirmed_stays_loud_however_often_it_comes()
    {
        var anomaly = await OddOne();
        await Service.Send(new GiveFeedback(organization, anomaly.Id, FeedbackVerdict.Confirmed, null, "operator"));
        for (var round = 0; round < 5; round++)
        {
            await Service.Detect(organization, "app", [.. Enumerable.Repeat(UsualLog.OddLine, 200)]);
        }

        var after = await Service.Detect(organization, "app", UsualLog.OddLine);

        after.Anomalies.Should().ContainSingle();
    }

    [Fact]
    public async Task Feedback_is_part_of_what_a_node_reads_from_the_log()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var first = new Node(database);
        var mine = await first.NewOrganization();
        await first.Detect(mine, "app", UsualLog.Lines(400));
        var found = (await first.Detect(mine, "app", UsualLog.OddLine)).Anomalies[0].Anomaly;
        await first.Send(new GiveFeedback(mine, found.Id, FeedbackVerdict.FalsePositive, null, "operator"));

        await using var second = new Node(database);

        (await second.Detect(mine, "app", UsualLog.OddLine)).Anomalies.Should().BeEmpty();
    }

    [Fact]
    public async Task Another_profile_judges_the_next_event()
    {
        var lines = UsualLog.Lines(400, from: 1000);
        var balanced = await Detect(lines);

        await Service.Send(new SetProfile(organization, "app", "custom", 0.4, Actor));
        var loose = await Detect(lines);

        loose.Should().BeGreaterThan(balanced + 20);

        async Task<int> Detect(string[] events) => (await Service.Send(
            new DetectAnomalies(organization, "app", [.. events.Select(line => Node.Event(line))]) { Learn = false }))
            .Value!.Anomalies.Count;
    }

    [Fact]
    public async Task A_dropped_baseline_is_learned_anew_and_an_anchor_can_be_moved()
    {
        var dropped = (await Service.Send(new MoveAnchor(organization, "app", Drop: true, Actor))).Value!;
        var tooSoon = await Service.Send(new MoveAnchor(organization, "app", Drop: false, Actor));
        var learned = await Service.Detect(organization, "app", UsualLog.Lines(400));
        await Service.Detect(organization, "app", UsualLog.Lines(50, from: 1000));
        var moved = (await Service.Send(new MoveAnchor(organization, "app", Drop: false, Actor))).Value!;

        dropped.EventsNeeded.Should().Be(400);
        tooSoon.Error.Should().Be(DetectionErrors.StillLearning);
        (learned.Scored, learned.Head.EventsNeeded).Should().Be((0, 0));
        moved.ModelDigest.Should().NotBe(learned.Head.ModelDigest);
        (await Service.Detect(organization, "app", UsualLog.OddLine)).Anomalies.Should().ContainSingle();
    }

    [Fact]
    public async Task A_deleted_stream_is_gone_and_its_name_is_free()
    {
        await OddOne();
        await Service.Relay();

        var deleted = await Service.Send(new DeleteStream(organization, "app", Actor));
        var again = await Service.Send(new DeleteStream(organization, "app", Actor));

        deleted.IsSuccess.Should().BeTrue();
        again.Error.Should().Be(DetectionErrors.NoSuchStream);
        (await Service.Log(organization)).Should().BeEmpty();
        (await Service.Count("select count(*) from detection.feed_places")).Should().Be(0);
        (await Service.Detect(organization, "app", "x")).Head.EventsNeeded.Should().Be(399);
    }

    [Fact]
    public async Task Names_and_ways_can_be_changed()
    {
        var changed = (await Service.Send(new ChangeStream(organization, "app", "The app", true, "operator"))).Value!;

        (changed.Stream.Name, changed.Stream.DetectOnIngest).Should().Be(("The app", true));
        (await Service.Send(new GetStream(organization, changed.Stream.Id.Value.ToString()))).Value!.Stream.Name
            .Should().Be("The app");
    }

    [Fact]
    public async Task Events_are_kept_as_long_as_the_stream_wants_and_never_longer_than_the_plan()
    {
        var shorter = await KeptFor("orbit", wanted: 7);
        var longer = await KeptFor("radar", wanted: 90);
        var unsaid = await KeptFor("radar", wanted: null);
        var refused = await Service.Send(
            new ChangeStream(organization, "app", null, null, Actor) { RetentionDays = 8 });

        (shorter, longer, unsaid).Should().Be((7, 30, 30));
        refused.Error!.Fields.Should().ContainKey("RetentionDays")
            .WhoseValue.Should().ContainSingle().Which.Should().Contain("7, 30, 90, 365");

        async Task<int> KeptFor(string plan, short? wanted)
        {
            var mine = await Service.NewOrganization(plan);
            await Service.Send(new CreateStream(mine, "kept", Actor) { BaselineEvents = 2 });
            await Service.Send(new ChangeStream(mine, "kept", null, null, Actor) { RetentionDays = wanted });
            await Service.Detect(mine, "kept", "one", "two", "three");
            return (await Service.Log(mine)).Select(entry => (int)entry.RetentionDays).Distinct().Single();
        }
    }

    private async Task<Anomaly> OddOne() =>
        (await Service.Detect(organization, "app", UsualLog.OddLine)).Anomalies.Single().Anomaly;
}
