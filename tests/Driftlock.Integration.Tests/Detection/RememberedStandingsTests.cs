using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Testing.Databases;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>How a stream stood a moment ago is remembered, and nothing wrong is committed by it.</summary>
public sealed class RememberedStandingsTests : IAsyncLifetime
{
    private const string Actor = "key:remembered";

    private static readonly DateOnly Day = new(2026, 3, 4);

    private readonly ManualTime clock = new(DateTimeOffset.UnixEpoch);
    private MigratedDatabase database = null!;
    private Node node = null!;
    private OrganizationId organization;

    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        node = new Node(database);
        organization = await node.NewOrganization();
        await node.Send(new CreateStream(organization, "web", Actor) { BaselineEvents = 2 });
        // The last one finds the stream ready, so it is remembered.
        foreach (var line in (string[])["one", "two", "three"]) await node.Detect(organization, "web", line);
    }

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Fact]
    public async Task Of_a_stream_that_is_ready_the_next_detection_does_not_ask()
    {
        Remembered().Should().NotBeNull();

        await node.Administer("alter table detection.teaching_days rename to hidden");
        try
        {
            (await node.TryDetect(organization, "web", [Node.Event("four")])).IsSuccess.Should().BeTrue();
        }
        finally
        {
            await node.Administer("alter table detection.hidden rename to teaching_days");
        }
    }

    [Fact]
    public async Task What_this_node_changes_counts_at_once()
    {
        await node.Send(new ChangeStream(organization, "web", null, null, Actor) { RetentionDays = 7 });

        await node.Detect(organization, "web", "four");

        (await node.Log(organization))[^1].RetentionDays.Should().Be(7);
    }

    [Fact]
    public async Task A_stream_without_its_baseline_is_asked_for_again()
    {
        await node.Send(new MoveAnchor(organization, "web", Drop: true, Actor));

        Remembered().Should().BeNull();
        (await node.Detect(organization, "web", "four")).Head.EventsNeeded.Should().Be(1);
    }

    [Fact]
    public async Task A_stream_that_another_node_has_erased_is_made_anew()
    {
        var before = Remembered()!.Stream.Id;
        await using var other = new Node(database);
        (await other.Send(new DeleteStream(organization, "web", Actor))).IsSuccess.Should().BeTrue();
        await other.Send(new CreateStream(organization, "web", Actor) { BaselineEvents = 10 });

        var answer = await node.Detect(organization, "web", "four");

        answer.Stream.Id.Should().NotBe(before);
        answer.Head.EventsNeeded.Should().Be(9);
    }

    [Fact]
    public async Task A_stream_that_another_node_has_erased_is_not_there()
    {
        var id = Remembered()!.Stream.Id;
        await node.TryDetect(organization, $"{id.Value}", [Node.Event("four")]);
        await using var other = new Node(database);
        await other.Send(new DeleteStream(organization, "web", Actor));

        var refused = await node.TryDetect(organization, $"{id.Value}", [Node.Event("five")]);

        refused.Error.Should().Be(DetectionErrors.NoSuchStream);
    }

    [Fact]
    public void It_counts_for_two_seconds_from_before_it_was_asked_for()
    {
        var memory = new RememberedStandings(clock);
        var ticket = memory.Ticket;
        clock.Advance(TimeSpan.FromSeconds(1));
        memory.Remember(organization, "app", Day, Standing(needed: 0), ticket);

        memory.Find(organization, "app", Day)!.IsRemembered.Should().BeTrue();
        clock.Advance(RememberedStandings.Lifetime - TimeSpan.FromSeconds(1));
        memory.Find(organization, "app", Day).Should().BeNull();
    }

    [Fact]
    public void What_was_taught_on_one_day_says_nothing_of_the_next()
    {
        var memory = new RememberedStandings(clock);
        memory.Remember(organization, "app", Day, Standing(needed: 0), memory.Ticket);

        memory.Find(organization, "app", Day).Should().NotBeNull();
        memory.Find(organization, "app", Day.AddDays(1)).Should().BeNull();
    }

    [Fact]
    public void What_was_read_before_a_change_is_not_remembered_after_it()
    {
        var memory = new RememberedStandings(clock);
        var ticket = memory.Ticket;
        memory.Forget();
        memory.Remember(organization, "late", Day, Standing(needed: 0), ticket);
        memory.Remember(organization, "learning", Day, Standing(needed: 1), memory.Ticket);

        memory.Find(organization, "late", Day).Should().BeNull();
        memory.Find(organization, "learning", Day).Should().BeNull();
    }

    private StreamStanding Standing(int needed)
    {
        var stream = new EventStream
        {
            Id = StreamId.New(clock),
            Organization = organization,
            Slug = "app",
            Name = "app",
            CreatedAt = clock.GetUtcNow(),
        };
        return new StreamStanding(stream, End: 5, needed, TaughtToday: 0, Older: 0);
    }

    private StreamStanding? Remembered() => node.Part<RememberedStandings>().Find(
        organization, "web", DateOnly.FromDateTime(node.Part<TimeProvider>().GetUtcNow().UtcDateTime));
}
