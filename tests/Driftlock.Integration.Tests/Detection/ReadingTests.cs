using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>What is read of streams and anomalies is what was stored.</summary>
public sealed class ReadingTests : IAsyncLifetime
{
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
    public async Task Anomalies_come_newest_first_in_pages_without_a_gap()
    {
        string[] odd = [UsualLog.OddLine, "panic: nil map", "FATAL disk gone", "kernel: oops 0x7f", "segfault in libc"];
        for (var round = 0; round < 2; round++)
        {
            await Service.Send(new DetectAnomalies(organization, "app", [.. odd.Select(line => Node.Event(line))])
            {
                Learn = false,
            });
        }

        var all = (await Service.Send(new ListAnomalies(organization))).Value!.Items;

        var paged = new List<Anomaly>();
        var query = new ListAnomalies(organization) { Limit = 3 };
        while (true)
        {
            var page = (await Service.Send(query)).Value!;
            paged.AddRange(page.Items);
            if (page.Next is null) break;
            query = query with { Before = AnomalyId.From(Guid.Parse(page.Next)) };
        }

        all.Count.Should().BeGreaterThan(5);
        paged.Select(one => one.Id).Should().Equal(all.Select(one => one.Id));
        paged.Select(one => one.At).Should().BeInDescendingOrder();
    }

    [Fact]
    public async Task Pages_of_long_events_are_short()
    {
        const int Half = IncomingEvent.Longest / 2;
        string[] odd = [.. "abcdefghijklmnopqrst".Select(letter => new string(letter, Half))];
        foreach (var events in odd.Chunk(10))
        {
            await Service.Send(new DetectAnomalies(organization, "app", [.. events.Select(line => Node.Event(line))])
            {
                Learn = false,
            });
        }

        var anomalies = (await Service.Send(new ListAnomalies(organization))).Value!;
        var incidents = (await Service.Send(new ListIncidents(organization))).Value!;

        anomalies.Items.Count.Should().BeLessThanOrEqualTo((int)(PageSize.MostBytes / Half));
        incidents.Items.Count.Should().BeLessThanOrEqualTo((int)(PageSize.MostBytes / Half));
        var rest = await Service.Send(new ListAnomalies(organization) { Before = AnomalyId.From(Guid.Parse(anomalies.Next!)) });
        anomalies.Items.Concat(rest.Value!.Items).Count(one => one.Text.Length == Half).Should().Be(odd.Length);
        var others = await Service.Send(new ListIncidents(organization) { Before = Guid.Parse(incidents.Next!) });
        incidents.Items.Concat(others.Value!.Items).Count(one => one.Newest.Text.Length == Half).Should().Be(odd.Length);
    }

    [Fact]
    public async Task Every_filter_leaves_what_it_must()
    {
        var found = (await Service.Detect(organization, "app", UsualLog.OddLine)).Anomalies.Single().Anomaly;
        await Service.Send(new ResolveAnomaly(organization, found.Id, AnomalyStatus.Acknowledged, null, "operator"));
        var all = new ListAnomalies(organization);

        (await Count(all with { Stream = "app", Status = AnomalyStatus.Acknowledged })).Should().Be(1);
        (await Count(all with { Status = AnomalyStatus.Open })).Should().Be(0);
        (await Count(all with { From = found.At, To = found.At.AddSeconds(1) })).Should().Be(1);
        (await Count(all with { To = found.At })).Should().Be(0);
        (await Count(all with { MinimumBits = found.Bits + 1 })).Should().Be(0);
        (await Count(all with { MaximumPValue = found.PDeciding })).Should().Be(1);
        (await Service.Send(all with { MaximumPValue = double.NaN })).IsSuccess.Should().BeFalse();
        (await Service.Send(all with { MinimumBits = -1 })).IsSuccess.Should().BeFalse();
        (await Service.Send(all with { Stream = "none" })).Error.Should().Be(DetectionErrors.NoSuchStream);

        async Task<int> Count(ListAnomalies query) => (await Service.Send(query)).Value!.Items.Count;
    }

    [Fact]
    public async Task A_plot_has_the_stored_bits_and_the_flagged_events()
    {
        await Service.Detect(organization, "app", [.. UsualLog.Lines(50, from: 1000), UsualLog.OddLine]);
        var log = await Service.Log(organization);

        var single = (await Service.Send(new GetScores(organization, "app") { Points = 2000 })).Value!.Points;
        var coarse = (await Service.Send(new GetScores(organization, "app") { Points = 10 })).Value!.Points;

        single.Select(point => point.MostBits).Should().Equal(log.SelectMany(entry => entry.Bits));
        single.Sum(point => point.Flagged).Should().Be(log.Sum(entry => entry.Flagged)).And.BePositive();
        single[^1].Flagged.Should().Be(1);
        coarse.Should().HaveCount(10);
        coarse.Sum(point => point.Events).Should().Be(451);
        coarse.Max(point => point.MostBits).Should().Be(single.Max(point => point.MostBits));
        coarse.Where(point => point.Judged > 0).Min(point => point.LeastBits)
            .Should().Be(single.Where(point => point.Judged > 0).Min(point => point.LeastBits));
    }

    [Fact]
    public async Task Streams_come_by_name_in_pages()
    {
        foreach (var slug in new[] { "c", "b", "a" })
        {
            await Service.Send(new CreateStream(organization, slug, "operator"));
        }


        var first = (await Service.Send(new ListStreams(organization) { Limit = 2 })).Value!;
        var second = (await Service.Send(new ListStreams(organization) { Limit = 2, After = first.Next })).Value!;

        first.Items.Select(known => known.Stream.Slug).Should().Equal("a", "app");
        second.Items.Select(known => known.Stream.Slug).Should().Equal("b", "c");
        second.Next.Should().BeNull();
    }

    [Fact]
    public async Task What_belongs_to_another_organization_is_not_there()
    {
        var found = (await Service.Detect(organization, "app", UsualLog.OddLine)).Anomalies.Single().Anomaly;
        var others = await Service.NewOrganization();

        (await Service.Send(new GetAnomaly(others, found.Id))).Error.Should().Be(DetectionErrors.NoSuchAnomaly);
        (await Service.Send(new ResolveAnomaly(others, found.Id, AnomalyStatus.Resolved, null, "operator"))).Error
            .Should().Be(DetectionErrors.NoSuchAnomaly);
        (await Service.Send(new GiveFeedback(others, found.Id, FeedbackVerdict.Confirmed, null, "operator"))).Error
            .Should().Be(DetectionErrors.NoSuchAnomaly);
        (await Service.Send(new GetScores(others, "app"))).Error.Should().Be(DetectionErrors.NoSuchStream);
        (await Service.Send(new MoveAnchor(others, "app", Drop: true, "x"))).Error
            .Should().Be(DetectionErrors.NoSuchStream);
        (await Service.Send(new ListAnomalies(others))).Value!.Items.Should().BeEmpty();
        (await Service.Send(new ListStreams(others))).Value!.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task An_analysis_finds_the_odd_one_and_is_metered()
    {
        var usual = UsualLog.Lines(5, 400);
        IncomingEvent[] events =
        [
            Node.Event(usual[0], "a"), Node.Event(usual[0], "a"), Node.Event(usual[1], "a"),
            .. usual.Skip(2).Select(line => Node.Event(line)), Node.Event(UsualLog.OddLine),
        ];

        var answer = (await Service.Send(
            new AnalyzeForAccount(organization, UsualLog.Lines(400), events))).Value!;

        answer.Found.Anomalies.Should().Contain(one => one.Index == 6 && one.Text == UsualLog.OddLine);
        answer.Usage.Used.Should().Be(5);
        answer.Duplicates.Should().Be(1);
        answer.Refused.Should().Equal(new RefusedEvent(2, DetectionErrors.IdReused));
    }
}
