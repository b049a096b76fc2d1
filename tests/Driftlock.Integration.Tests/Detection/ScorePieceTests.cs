using Driftlock.Application.Detection;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Detection.Streams;
using Driftlock.Infrastructure.Shared;
using Driftlock.Testing.Databases;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>Plots of long streams are made of pieces, and say what the single events say.</summary>
public sealed class ScorePieceTests : IAsyncLifetime
{
    private Node? started;
    private OrganizationId organization;

    private Node Service => started!;

    public async Task InitializeAsync()
    {
        started = new Node(await MigratedDatabase.CreateAsync());
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
        (await Service.Count("select count(*) from detection.score_pieces where level = 0")).Should().Be((next + 101) / 64);
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

    private Task<IReadOnlyList<string>> Breaches() =>
        ((IInvariant)new PiecesAreTrue(Service.Part<Database>())).BreachesAsync(CancellationToken.None);
}
