using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Shared;
using Driftlock.Infrastructure.Shared.Messaging;
using Driftlock.Testing.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Places of anomalies are in the order of the commits, whatever ids and clocks say.</summary>
public sealed class FeedOrderTests : IAsyncLifetime
{
    private const string Waiting = """
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%detection.feeds%'
        """;

    private Node? started;
    private Node? behind;

    private Node Service => started!;

    public async Task InitializeAsync()
    {
        var database = await MigratedDatabase.CreateAsync();
        started = new Node(database, ahead: TimeSpan.FromHours(1));
        // A process whose clock is an hour behind that of the other, so that all its ids are smaller.
        behind = new Node(database);
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await behind!.DisposeAsync();
    }

    [Fact]
    public async Task A_place_that_is_not_committed_is_not_passed_over()
    {
        var organization = await Service.NewOrganization();
        var (first, second) = (await Store(organization), await Store(organization));
        await using var slow = Service.Enter(organization);
        var db = slow.ServiceProvider.GetRequiredService<DetectionDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await slow.ServiceProvider.GetRequiredService<IFeedPlaces>().GiveAsync([first], CancellationToken.None);

        var quick = Place(second);
        await using var waiting = Service.Part<Database>().Owner.CreateCommand(Waiting);
        while (await waiting.ExecuteScalarAsync() is 0L) quick.IsCompleted.Should().BeFalse();
        var meanwhile = await Follow(organization, after: 0);
        await transaction.CommitAsync();
        await quick;
        var then = await Follow(organization, after: 0);

        meanwhile.Anomalies.Should().BeEmpty();
        meanwhile.Place.Should().Be(0);
        then.Anomalies.Select(one => (one.Anomaly.Id, one.Place))
            .Should().Equal((first.Anomalies.Single(), 1), (second.Anomalies.Single(), 2));
    }

    [Fact]
    public async Task A_message_that_comes_twice_gives_a_place_once()
    {
        var organization = await Service.NewOrganization();
        var message = Message(await Store(organization));

        await Service.Part<OncePerHandler>().DeliverAsync([message]);
        await Service.Part<OncePerHandler>().DeliverAsync([message]);

        (await Follow(organization, after: 0)).Anomalies.Should().ContainSingle().Which.Place.Should().Be(1);
        (await Follow(organization, after: null)).Place.Should().Be(1);
    }

    [Fact]
    public async Task Messages_that_come_together_give_places_in_their_order()
    {
        var organization = await Service.NewOrganization();
        var (first, second, third) = (await Store(organization), await Store(organization), await Store(organization));

        await Service.Part<OncePerHandler>().DeliverAsync([Message(third), Message(second), Message(first)]);

        (await Follow(organization, after: 0)).Anomalies.Select(one => (one.Anomaly.Id, one.Place)).Should().Equal(
            (third.Anomalies.Single(), 1), (second.Anomalies.Single(), 2), (first.Anomalies.Single(), 3));
    }

    [Fact]
    public async Task What_is_gone_is_passed_over_also_where_it_is_a_page()
    {
        var organization = await Service.NewOrganization();
        var stored = await Store(organization);
        var gone = Enumerable.Range(0, FollowAnomalies.MostAnomalies + 1)
            .Select(_ => AnomalyId.New(TimeProvider.System));

        await Place(stored with { Anomalies = [.. gone] }, stored);
        var pages = await Pages(organization);

        pages.Select(page => page.Anomalies.Count).Should().Equal(0, 1);
        pages[^1].Should().BeEquivalentTo(new { Place = FollowAnomalies.MostAnomalies + 2, HasMore = false });
    }

    [Fact]
    public async Task Of_one_stream_only_its_own_places_are_told()
    {
        var organization = await Service.NewOrganization();
        foreach (var stream in new[] { "app", "web" }) await Service.Detect(organization, stream, UsualLog.Lines(400));
        foreach (var stream in new[] { "app", "web", "app" })
        {
            await Service.Send(
                new DetectAnomalies(organization, stream, [Node.Event(UsualLog.OddLine)]) { Learn = false });
        }

        await Service.Relay();

        var page = (await Service.Send(new FollowAnomalies(organization) { Stream = "app", After = 0 })).Value!;

        page.Anomalies.Should().HaveCount(2).And.OnlyContain(one => one.Anomaly.Sequence >= 400);
        page.Anomalies.Select(one => one.Anomaly.Stream).Distinct().Should().ContainSingle();
        (page.Place, page.HasMore).Should().Be((3, false));
    }

    [Fact]
    public async Task Two_detections_that_found_something_wait_for_each_other_nowhere()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "quick", UsualLog.Lines(400));
        await using var slow = Service.Enter(organization);
        var db = slow.ServiceProvider.GetRequiredService<DetectionDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var stored = AnomalyOf(organization, []);
        db.Add(stored);
        await db.SaveChangesAsync();
        await db.Database.ExecuteSqlAsync($"set constraints all immediate");

        await Service.Detect(organization, "quick", UsualLog.OddLine);
        await Service.Relay();
        var meanwhile = await Follow(organization, after: 0);
        await transaction.CommitAsync();
        await Place(Found(stored));
        var then = await Follow(organization, meanwhile.Place);

        meanwhile.Anomalies.Should().ContainSingle().Which.Place.Should().Be(1);
        then.Anomalies.Select(one => (one.Anomaly.Id, one.Place)).Should().Equal((stored.Id, 2));
    }

    [Fact]
    public async Task What_was_committed_by_a_process_that_ended_is_placed_by_another()
    {
        var organization = await Service.NewOrganization();
        await behind!.Detect(organization, "app", UsualLog.Lines(400));
        await behind!.Detect(organization, "app", UsualLog.OddLine);
        (await Follow(organization, after: 0)).Anomalies.Should().BeEmpty("nobody has carried the message");

        await Service.Relay();

        (await Follow(organization, after: 0)).Anomalies.Should().ContainSingle();
    }

    [Fact]
    public async Task A_clock_that_is_behind_hides_nothing()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        var odd = new DetectAnomalies(organization, "app", [Node.Event(UsualLog.OddLine)]) { Learn = false };
        await Service.Send(odd);
        await Service.Relay();
        var reached = await Follow(organization, after: 0);

        var late = (await behind!.Send(odd)).Value!.Anomalies;
        await Service.Relay();
        var next = await Follow(organization, reached.Place);

        next.Anomalies.Should().ContainSingle().Which.Anomaly.Id.Should().Be(late.Single().Anomaly.Id);
        (next.Anomalies[0].Anomaly.Id < reached.Anomalies[0].Anomaly.Id).Should().BeTrue();
    }

    [Fact]
    public async Task The_anomalies_of_a_request_have_places_in_the_order_of_their_events()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));

        var events = Enumerable.Range(0, DetectAnomalies.MaximumEvents)
            .Select(number => Node.Event($"{UsualLog.OddLine} {number}"));
        await Service.Send(new DetectAnomalies(organization, "app", [.. events]) { Learn = false });
        await Service.Relay();
        var found = (await Pages(organization)).SelectMany(page => page.Anomalies).ToList();

        found.Should().HaveCount(DetectAnomalies.MaximumEvents);
        found.Select(one => one.Anomaly.Sequence).Should().BeInAscendingOrder();
        found.Select(one => one.Place).Should().Equal(Enumerable.Range(1, found.Count).Select(place => (long)place));
    }

    [Fact]
    public async Task A_page_ends_where_its_events_are_a_mebibyte()
    {
        var organization = await Service.NewOrganization();
        int[] lengths = [400 << 10, 500 << 10, 300 << 10, 1 << 20, 10];
        foreach (var length in lengths) await Place(await Store(organization, length));

        var pages = await Pages(organization);

        pages.Select(page => page.Anomalies.Count).Should().Equal(2, 1, 1, 1);
        pages.SelectMany(page => page.Anomalies).Select(one => one.Anomaly.Text.Length).Should().Equal(lengths);
    }

    [Fact]
    public async Task A_place_beyond_the_end_is_one_of_a_database_that_was_set_back()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));

        var lost = await Follow(organization, after: 1000);
        await Service.Detect(organization, "app", UsualLog.OddLine);
        await Service.Relay();

        (lost.Place, (await Follow(organization, lost.Place)).Anomalies.Count).Should().Be((0, 1));
    }

    // What the message of a detection that stored one anomaly says.
    private async Task<AnomaliesFound> Store(OrganizationId organization, int length = 0)
    {
        await using var scope = Service.Enter(organization);
        var db = scope.ServiceProvider.GetRequiredService<DetectionDbContext>();
        var stored = AnomalyOf(organization, new byte[length]);
        db.Add(stored);
        await db.SaveChangesAsync();
        return Found(stored);
    }

    private static AnomaliesFound Found(Anomaly stored) =>
        new(stored.Organization, stored.Stream, [stored.Id], stored.At, stored.RetentionDays);

    private static DueMessage Message(AnomaliesFound found) =>
        new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), found);

    private async Task Place(params AnomaliesFound[] found)
    {
        await using var scope = Service.Enter(found[0].Organization);
        var db = scope.ServiceProvider.GetRequiredService<DetectionDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await scope.ServiceProvider.GetRequiredService<IFeedPlaces>().GiveAsync(found, CancellationToken.None);
        await transaction.CommitAsync();
    }

    private async Task<FollowedAnomalies> Follow(OrganizationId organization, long? after) =>
        (await Service.Send(new FollowAnomalies(organization) { After = after })).Value!;

    private async Task<List<FollowedAnomalies>> Pages(OrganizationId organization)
    {
        var pages = new List<FollowedAnomalies>();
        do pages.Add(await Follow(organization, pages.LastOrDefault()?.Place ?? 0));
        while (pages[^1].HasMore);
        return pages;
    }

    private static Anomaly AnomalyOf(OrganizationId organization, byte[] text) => new()
    {
        Id = AnomalyId.New(TimeProvider.System),
        Organization = organization,
        Stream = StreamId.New(TimeProvider.System),
        Sequence = 0,
        Group = Guid.Empty,
        At = TimeProvider.System.GetUtcNow(),
        RetentionDays = 7,
        Text = text,
        Bits = 900,
        ExpectedBits = 9,
        Score = 9,
        PValue = 0.001,
        PRecent = 0.001,
        PDeciding = 0.001,
        CalibrationEvents = 1000,
        Severity = Severity.High,
        Flags = [],
        Explanation = "",
        Words = [],
        Alpha = 0.01,
        CoreVersion = "1",
    };
}
