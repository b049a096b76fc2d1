using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Detection.Jobs;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Plots of long streams are made of pieces, and say what the single events say.</summary>
public sealed class ScorePieceTests : IAsyncLifetime
{
    private const string Ranges = """
        select count(distinct (usual_low, usual_high)) from detection.score_pieces where level = 0 and judged > 0
        """;

    private MigratedDatabase? database;
    private Node? started;
    private OrganizationId organization;

    private Node Service => started!;

    public async Task InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        started = new Node(database);
        organization = await Service.NewOrganization();
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Pieces_say_what_the_log_says_however_the_events_came()
    {
        var next = 0;
        foreach (var size in new[] { 400, 1, 1, 63, 64, 65, 500, 7, 1000, 130 })
        {
            string[] lines = [.. UsualLog.Lines(size, from: next)];
            if (size > 100) lines[size / 2] = UsualLog.OddLine;
            await Service.Detect(organization, "app", lines);
            next += size;
        }

        await Service.Send(new SetProfile(organization, "app", "sensitive", null, "test"));
        await Service.Detect(organization, "app", UsualLog.Lines(100, from: next));

        (await Breaches()).Should().BeEmpty();
        (await Service.Count("select max(level) from detection.score_pieces")).Should().BeGreaterThanOrEqualTo(2);
        (await Service.Count("select count(*) from detection.score_pieces where level = 0"))
            .Should().Be((next + 101 + 63) / 64);
        (await Service.Count("select sum(flagged) from detection.score_pieces where level = 2"))
            .Should().Be(await Service.Count("select count(*) from detection.anomalies where sequence < 2048"));
    }

    [Fact]
    public async Task A_piece_that_lies_is_found()
    {
        await Service.Detect(organization, "app", UsualLog.Lines(200));
        await Service.Damage(organization, """
            insert into detection.score_pieces
            select organization, stream, level, piece + 100, first_at, events, judged, least_bits, most_bits + 1, flagged,
                flagged_bits, anomaly, usual_low, usual_high, expires_at
            from detection.score_pieces where level = 0 and piece = 0
            """);

        (await Breaches()).Should().ContainSingle().Which.Should().Contain("piece 100");
    }

    [Fact]
    public async Task The_usual_range_of_a_point_is_that_of_the_calibration()
    {
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        foreach (var from in new[] { 400, 1100 }) await Service.Detect(organization, "app", UsualLog.Lines(700, from));

        var points = (await Service.Send(new GetScores(organization, "app") { Points = 2000 })).Value!.Points;

        var judged = (await Service.Log(organization)).SelectMany(entry => entry.Bits).Skip(400).ToArray();
        double[] window = [.. judged[^1024..].Order()];
        points[0].UsualHigh.Should().BeNull();
        points[^1].UsualLow.Should().Be(window[(int)Math.Ceiling(0.05 * 1024) - 1]);
        points[^1].UsualHigh.Should().Be(window[(int)Math.Ceiling(0.98 * 1024) - 1]);
    }

    [Fact]
    public async Task Two_processes_make_the_pieces_that_one_makes()
    {
        await using var late = new Node(database!);
        foreach (var (stream, second) in new[] { ("one", Service), ("two", late) })
        {
            await Service.Detect(organization, stream, UsualLog.Lines(400));
            var nodes = new[] { Service, Service, second, second, Service, second };
            for (var turn = 0; turn < nodes.Length; turn++)
            {
                string[] lines = [.. UsualLog.Lines(150, from: 400 + 150 * turn)];
                if (turn % 2 == 1) lines[turn] = UsualLog.OddLine;
                await nodes[turn].Detect(organization, stream, lines);
            }
        }

        var pieces = await Pieces("one");
        pieces.Should().HaveCount((400 + 900 + 63) / 64 + 1300 / 256 + 1300 / 1024);
        (await Pieces("two")).Should().Equal(pieces);
        (await Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task Each_piece_of_a_large_request_has_the_range_of_its_own_end()
    {
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        await Service.Detect(organization, "app", UsualLog.Lines(1000, from: 400));

        var judged = (await Service.Log(organization)).SelectMany(entry => entry.Bits).ToArray();
        double[] window = [.. judged[400..640].Order()];
        (await Service.Count($"""
            select count(*) from detection.score_pieces
            where level = 0 and piece = 9 and usual_high = {window[(int)Math.Ceiling(0.98 * 240) - 1]:R}
            """)).Should().Be(1);
    }

    [Fact]
    public async Task The_range_of_an_anchored_stream_stays_until_its_anchor_moves()
    {
        await Service.Send(new CreateStream(organization, "app", "test") { Mode = DetectionMode.Anchored });
        await Service.Detect(organization, "app", UsualLog.Lines(600));
        await using var late = new Node(database!);
        await Service.Detect(organization, "app", UsualLog.Lines(200, from: 600));
        await late.Detect(organization, "app", UsualLog.Lines(300, from: 800));
        var before = await Service.Count(Ranges);

        await Service.Send(new MoveAnchor(organization, "app", Drop: false, "test"));
        await Service.Detect(organization, "app", [.. Enumerable.Repeat(UsualLog.OddLine, 300)]);

        before.Should().Be(1);
        (await Service.Count(Ranges)).Should().Be(2);
        (await Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_anchored_stream_that_gets_one_event_at_a_time_has_the_range_of_many()
    {
        await Service.Send(new CreateStream(organization, "app", "test") { Mode = DetectionMode.Anchored });
        await Service.Detect(organization, "app", UsualLog.Lines(400));
        for (var number = 400; number < 470; number++) await Service.Detect(organization, "app", UsualLog.Lines(1, number));

        (await Service.Count("select count(*) from detection.heads where usual_low < usual_high")).Should().Be(1);
        (await Service.Count("""
            select count(*) from detection.score_pieces piece join detection.heads head using (stream)
            where level = 0 and piece = 7 and (piece.usual_low, piece.usual_high) = (head.usual_low, head.usual_high)
            """)).Should().Be(1);
    }

    [Fact]
    public async Task A_piece_that_is_begun_outlives_the_retention_of_its_events_and_goes_on()
    {
        await Service.Detect(organization, "app", UsualLog.Lines(40));
        await Service.Detect(organization, "other", UsualLog.Lines(130));
        await Service.Administer("update detection.score_pieces set expires_at = now() - interval '1 day'");

        await Service.Part<RetentionJob>().RunAsync(CancellationToken.None);
        await Service.Detect(organization, "app", UsualLog.Lines(10, from: 40));

        (await Service.Count("select sum(events) from detection.score_pieces where piece = 0 and level = 0")).Should().Be(50);
        (await Breaches()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, 100_000, 3)]
    [InlineData(17, 64, 2)]
    [InlineData(63, 65, 1)]
    [InlineData(4095, 1_000_001, 5)]
    [InlineData(5, 5, 0)]
    public void A_cover_has_every_event_once(long first, long past, int level)
    {
        var cover = PieceCover.Of(first, past, level);

        var runs = cover.Pieces
            .Select(run => (First: run.First * PieceCover.WidthOf(run.Level), Past: run.Past * PieceCover.WidthOf(run.Level)))
            .Concat(cover.Events.Select(run => (run.First, run.Past)))
            .OrderBy(run => run.First)
            .ToList();
        var at = first;
        foreach (var run in runs)
        {
            run.First.Should().Be(at);
            at = run.Past;
        }

        at.Should().Be(past);
        cover.Events.Sum(run => run.Past - run.First).Should().BeLessThan(2 * PieceCover.Smallest);
        cover.Pieces.Where(run => run.Level < level)
            .Should().NotContain(run => run.Past - run.First >= 2 * PieceCover.Children);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(10_000_000)]
    [InlineData(1_000_000_000)]
    public void A_plot_reads_a_few_rows_for_each_of_its_points_however_many_events_there_are(long events)
    {
        const int Points = 1000;
        var level = PieceCover.LevelWithin(events / Points)!.Value;

        var cover = PieceCover.Of(17, 17 + events, level);

        cover.Pieces.Concat(cover.Events).Sum(run => run.Past - run.First)
            .Should().BeLessThan((PieceCover.Children * Points) + (2 * PieceCover.Children * level) + (2 * PieceCover.Smallest));
    }

    private async Task<IReadOnlyList<string>> Pieces(string slug)
    {
        await using var command = Service.Part<Database>().Worker.CreateCommand("""
            select format('%s', (level, piece, events, judged, least_bits, most_bits, flagged, flagged_bits, usual_low,
                usual_high))
            from detection.score_pieces part join detection.streams stream on stream.id = part.stream
            where stream.slug = $1 order by level, piece
            """);
        command.Parameters.AddWithValue(slug);
        return await command.ReadTextsAsync(CancellationToken.None);
    }

    private Task<IReadOnlyList<string>> Breaches() =>
        ((IInvariant)new PiecesAreTrue(Service.Part<Database>())).BreachesAsync(CancellationToken.None);
}
