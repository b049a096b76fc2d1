using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The line beside each stream of the list is drawn of the scores that the API tells.</summary>
public sealed partial class SparklineTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    // As the drawing has it: places across are whole numbers, those downwards have one digit behind the point.
    private const double Width = 144, Height = 28, Margin = 3, Rounding = 0.051;
    private const int EventsOfPiece = 64, MostPieces = 40;

    private static readonly TimeSpan BetweenParts = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(600)]
    [InlineData(3200)]
    public async Task Each_point_is_the_most_bits_of_some_events_and_each_dot_an_anomaly(int lines)
    {
        var organization = (await Visitor.SignedIn(api, Role.Owner)).Organization;
        var begun = api.Clock.GetUtcNow();
        foreach (var part in UsualLog.Lines(lines).Append(UsualLog.OddLine).Chunk(1000))
        {
            await api.Detect(organization, "app", [.. part.Select(System.Text.Encoding.UTF8.GetBytes)]);
            api.Clock.Advance(BetweenParts);
        }

        var visitor = await Visitor.SignedIn(api, Role.Viewer, organization);
        var pieces = await Pieces(visitor, begun);

        var page = (await visitor.Get("/streams")).Split("class=\"spark\"")[1];

        var line = Spots(Line().Match(page).Groups["path"].Value);
        var most = pieces.Max(piece => piece.MostBits);
        line.Should().HaveCount(pieces.Count);
        line.Select(spot => spot.X).Should().Equal(
            pieces.Select((_, place) => Math.Round(place * Width / (pieces.Count - 1))));
        line.Select(spot => spot.Y).Should().Equal(
            pieces.Select(piece => Height - Margin - (Math.Sqrt(piece.MostBits / most) * (Height - (2 * Margin)))),
            (drawn, exact) => Math.Abs(drawn - exact) <= Rounding);
        Spots(Dots().Match(page).Groups["path"].Value).Should().NotBeEmpty()
            .And.Equal(line.Where((_, place) => pieces[place].Flagged > 0));
        page.Should().Contain($"{pieces.Sum(piece => piece.Flagged)} flagged\"");
    }

    [Fact]
    public async Task A_stream_that_has_judged_too_little_has_no_line()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await api.Teach(visitor.Organization, "young", 212);

        (await visitor.Get("/streams")).Should().Contain("too few yet").And.NotContain("class=\"spark\"");
    }

    // Of the scores event by event: the latest stretches among which any was judged.
    private async Task<List<(double MostBits, long Flagged)>> Pieces(Visitor visitor, DateTimeOffset begun)
    {
        using var caller = await api.CallerOf(visitor.Organization);
        var points = new List<JsonNode>();
        for (var from = begun.AddSeconds(-1); from < api.Clock.GetUtcNow(); from += BetweenParts)
        {
            var answer = await caller.GetAsync(
                $"/api/v1/streams/app/scores?points=1000&from={InAddress(from)}&to={InAddress(from + BetweenParts)}");
            points.AddRange((await answer.Json())["points"]!.AsArray().Select(point => point!));
        }

        points.Should().OnlyContain(point => point["events"]!.GetValue<long>() == 1);
        return
        [
            .. points.GroupBy(point => point["sequence"]!.GetValue<long>() / EventsOfPiece)
                .Where(piece => piece.Any(point => point["judged"]!.GetValue<long>() > 0))
                .TakeLast(MostPieces)
                .Select(piece => (
                    piece.Max(point => point["max_bits"]!.GetValue<double>()),
                    piece.Sum(point => point["flagged"]!.GetValue<long>()))),
        ];
    }

    private static string InAddress(DateTimeOffset time) =>
        Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));

    private static List<(double X, double Y)> Spots(string path) =>
        [.. Spot().Matches(path).Select(spot => (Number(spot, "x"), Number(spot, "y")))];

    private static double Number(Match spot, string name) =>
        double.Parse(spot.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("<path d=\"(?<path>M[^\"]+)\"")]
    private static partial Regex Line();

    [GeneratedRegex("<path class=\"hit\" d=\"(?<path>[^\"]+)\"")]
    private static partial Regex Dots();

    [GeneratedRegex(@"[ML](?<x>[0-9.]+) (?<y>[0-9.]+)")]
    private static partial Regex Spot();
}
