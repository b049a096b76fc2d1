using System.Text;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

public sealed class DetectAnomaliesTests : IAsyncLifetime
{
    private Node? started;

    private Node Service => started!;

    public async Task InitializeAsync() => started = new Node(await MigratedDatabase.CreateAsync());

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task The_odd_line_comes_back_with_its_words()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));

        var found = await Service.Detect(organization, "app", [.. UsualLog.Lines(5, from: 1000), UsualLog.OddLine]);

        var (index, anomaly) = found.Anomalies.Should().ContainSingle(one => one.Index == 5).Which;
        Encoding.UTF8.GetString(anomaly.Text).Should().Be(UsualLog.OddLine);
        anomaly.Bits.Should().BeGreaterThan(2 * anomaly.ExpectedBits);
        anomaly.Words.Should().NotBeEmpty();
        anomaly.Sequence.Should().Be(405);
        index.Should().Be(5);
    }

    [Fact]
    public async Task The_baseline_is_free_and_what_is_scored_counts()
    {
        var organization = await Service.NewOrganization();

        var learning = await Service.Detect(organization, "app", UsualLog.Lines(390));
        var across = await Service.Detect(organization, "app", UsualLog.Lines(30, from: 390));
        var after = await Service.Detect(organization, "app", UsualLog.Lines(7, from: 420));

        (learning.Scored, learning.Usage.Used, learning.Head.EventsNeeded).Should().Be((0, 0, 10));
        (across.Scored, across.Learned, across.Usage.Used).Should().Be((20, 30, 20));
        (after.Scored, after.Usage.Used).Should().Be((7, 27));
    }

    [Fact]
    public async Task An_id_that_comes_again_is_a_duplicate_and_free()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        IncomingEvent[] events = [Node.Event("GET /cart", "1"), Node.Event("GET /cart", "2"), Node.Event("GET /cart", "1")];

        var first = (await Service.TryDetect(organization, "app", events)).Value!;
        var again = (await Service.TryDetect(organization, "app", events)).Value!;
        var other = (await Service.TryDetect(organization, "app", [Node.Event("POST /cart", "2")])).Value!;

        (first.Scored, first.Duplicates).Should().Be((2, 1));
        (again.Scored, again.Duplicates).Should().Be((0, 3));
        (other.Scored, other.Duplicates).Should().Be((0, 0));
        other.Refused.Should().ContainSingle().Which.Error.Should().Be(DetectionErrors.IdReused);
        (await Service.Log(organization)).Sum(entry => entry.Length).Should().Be(402);
    }

    [Fact]
    public async Task An_id_is_new_again_a_day_later_whether_or_not_it_was_cleared_away()
    {
        var database = await MigratedDatabase.CreateAsync();
        await using var today = new Node(database);
        await using var tomorrow = new Node(database, ClientId.Lifetime + TimeSpan.FromMinutes(1));
        var organization = await today.NewOrganization();
        await today.TryDetect(organization, "app", [Node.Event("GET /cart", "1")]);

        var again = await tomorrow.TryDetect(organization, "app", [Node.Event("POST /cart", "1")]);

        (again.Value!.Learned, again.Value.Duplicates, again.Value.Refused.Count).Should().Be((1, 0, 0));
    }

    [Fact]
    public async Task Events_that_do_not_teach_leave_the_model_as_it_is()
    {
        var organization = await Service.NewOrganization();
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        var asking = new DetectAnomalies(organization, "app", [Node.Event(UsualLog.OddLine)]) { Learn = false };

        var first = (await Service.Send(asking)).Value!;
        var second = (await Service.Send(asking)).Value!;

        (first.Scored, first.Learned).Should().Be((1, 0));
        second.Anomalies[0].Anomaly.Bits.Should().Be(first.Anomalies[0].Anomaly.Bits);
        second.Anomalies[0].Anomaly.Group.Should().Be(first.Anomalies[0].Anomaly.Group);
    }

    [Fact]
    public async Task A_stream_is_made_only_where_that_is_allowed()
    {
        var organization = await Service.NewOrganization("pulse");
        var unknown = new DetectAnomalies(organization, "new", [Node.Event("x")]);

        (await Service.Send(unknown)).Error.Should().Be(DetectionErrors.MayNotCreateStream);
        (await Service.Send(unknown with { Stream = "No Slug", MayCreateStream = true })).Error
            .Should().Be(DetectionErrors.NoSuchStream);
        for (var number = 0; number < 5; number++) await Service.Detect(organization, $"stream-{number}", "x");
        (await Service.TryDetect(organization, "one-more", [Node.Event("x")])).Error
            .Should().Be(DetectionErrors.TooManyStreams);
    }

    [Fact]
    public async Task The_streams_of_another_organization_do_not_exist()
    {
        var (mine, others) = (await Service.NewOrganization(), await Service.NewOrganization());
        var stream = (await Service.Detect(mine, "app", UsualLog.Lines(3))).Stream;

        var byId = new DetectAnomalies(others, stream.Id.Value.ToString(), [Node.Event("x")]);

        (await Service.Send(byId)).Error.Should().Be(DetectionErrors.NoSuchStream);
        (await Service.Detect(others, "app", "x")).Stream.Id.Should().NotBe(stream.Id);
        (await Service.Log(others)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_quota_that_is_used_up_refuses_and_stores_nothing()
    {
        var organization = await Service.NewOrganization("pulse");
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        for (var batch = 0; batch < 10; batch++)
        {
            await Service.Detect(organization, "app", UsualLog.Lines(1000, from: 1000 * (batch + 1)));
        }

        var refused = await Service.TryDetect(organization, "app", [Node.Event("x")]);

        refused.Error!.Code.Should().Be("billing.quota_exceeded");
        (await Service.Log(organization)).Sum(entry => entry.Length).Should().Be(10_400);
    }
}
