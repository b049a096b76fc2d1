using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Driftlock.Application.Detection;
using Driftlock.Integration.Tests.Shared;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The stretch of time in the address of a stream is the one that is drawn.</summary>
public sealed partial class TimeRangeTests(WeeksFixture api) : IClassFixture<WeeksFixture>
{
    // As the drawing has it; places are whole numbers, so half a unit is as near as they come.
    private const double Height = 2000, Rounding = 0.51;

    [Theory]
    [InlineData("last=1h", 1)]
    [InlineData("last=24h", 24)]
    [InlineData("last=7d", 7 * 24)]
    [InlineData("last=30d", 30 * 24)]
    public async Task A_stretch_that_ends_now_has_the_points_of_its_time(string query, int hours)
    {
        var visitor = await api.Viewer();
        var now = api.Clock.GetUtcNow();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));

        var page = await visitor.Get($"/streams/app?{query}");

        DrawsAll(page, await Scores(visitor, minute.AddHours(-hours), past: null));
        page.Should().Contain($"href=\"/streams/app?{query}\" aria-current=\"true\"");
    }

    [Theory]
    [InlineData(-20, -4)]
    [InlineData(-5, null)]
    [InlineData(null, -4)]
    [InlineData(-4, -1)]
    public async Task A_stretch_that_is_named_has_the_points_of_its_time(int? first, int? past)
    {
        var visitor = await api.Viewer();
        var (from, to) = (DaysFromNow(first), DaysFromNow(past));

        var page = await visitor.Get($"/streams/app?from={InAddress(from)}&to={InAddress(to)}");

        DrawsAll(page, await Scores(visitor, from, to));
        page.Should().NotContain("aria-current=\"true\">All");
    }

    [Fact]
    public async Task The_form_has_the_times_that_are_shown_and_the_event_that_is_named()
    {
        var visitor = await api.Viewer();
        var found = (await api.Send(new ListAnomalies(visitor.Organization) { Limit = 1 })).Value!.Items.Single();

        // As a browser sends what stands in its fields.
        var page = await visitor.Get($"/streams/app?event={found.Id.Value}&from=2020-01-02T03%3A04&to=2099-12-31T23%3A59%3A58");

        page.Should().Contain("name=\"from\" step=\"1\" value=\"2020-01-02T03:04:00\"")
            .And.Contain("name=\"to\" step=\"1\" value=\"2099-12-31T23:59:58\"")
            .And.Contain($"<input type=\"hidden\" name=\"event\" value=\"{found.Id.Value}\"")
            .And.Contain($"href=\"/streams/app?event={found.Id.Value}&amp;last=1h\"")
            .And.MatchRegex("<details class=\"act times\" open");
        (await visitor.Get("/streams/app?last=7d")).Should().Contain("<details class=\"act times\">")
            .And.NotContain("name=\"event\"");
    }

    [Fact]
    public async Task A_time_in_which_nothing_came_says_so_and_leads_to_all()
    {
        var visitor = await api.Viewer();
        var (from, to) = (DaysFromNow(-20), DaysFromNow(-10));

        var page = await visitor.Get($"/streams/app?from={InAddress(from)}&to={InAddress(to)}");

        page.Should().Contain(">Nothing was judged in this time</h")
            .And.Contain("<a href=\"/streams/app\">Show all of the stream</a>")
            .And.NotContain("class=\"bits\"").And.NotContain("id=\"why\"");
        var all = await visitor.Get("/streams/app");
        all.Should().Contain("class=\"bits\"").And.NotContain("Nothing was judged in this time");
    }

    [Fact]
    public async Task A_point_leads_on_within_the_same_stretch()
    {
        var visitor = await api.Viewer();
        var found = (await api.Send(new ListAnomalies(visitor.Organization) { Limit = 1 })).Value!.Items.Single();
        var (from, to) = (found.At, found.At.AddMilliseconds(1));
        var scores = await Scores(visitor, from, to);

        var page = await visitor.Get($"/streams/app?from={InAddress(from)}&to={InAddress(to)}");
        var next = WebUtility.HtmlDecode(Point().Match(page).Groups["address"].Value);

        DrawsAll(page, scores);
        DrawsAll(await visitor.Get(next.Split('#')[0]), scores);
    }

    [Fact]
    public async Task The_times_below_are_those_of_the_points_above_them()
    {
        var visitor = await api.Viewer();
        var from = api.Clock.GetUtcNow().AddDays(-7);
        var points = await Scores(visitor, from, past: null);
        var (first, past) = (Sequence(points[0]!), Sequence(points[^1]!) + Number(points[^1]!, "events"));

        var page = await visitor.Get("/streams/app?last=7d");

        var times = Label().Matches(page.Split("class=\"plot-times\"")[1].Split("</div>")[0])
            .Select(label => label.Groups["at"] is { Success: true, Value: var at }
                ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)
                : (DateTimeOffset?)null)
            .ToList();
        times.Should().HaveCount(5).And.Contain(time => time == null, "two of the places lie in one minute");
        DateTimeOffset? before = null;
        for (var place = 0; place < 5; place++)
        {
            var above = points.Last(point => (Sequence(point!) - first) / (past - first) <= Math.Min(place / 4.0, 0.999))!;
            var at = above["at"]!.GetValue<DateTimeOffset>();
            if (Minute(at) == Minute(before)) times[place].Should().BeNull("it would read like the one before");
            else times[place].Should().BeCloseTo(at, TimeSpan.FromMilliseconds(1));
            before = at;
        }

        static long? Minute(DateTimeOffset? at) => at?.UtcTicks / TimeSpan.TicksPerMinute;

        static double Sequence(JsonNode point) => Number(point, "sequence");
    }

    private async Task<JsonArray> Scores(Visitor visitor, DateTimeOffset? from, DateTimeOffset? past)
    {
        using var caller = await api.CallerOf(visitor.Organization);
        var address = "/api/v1/streams/app/scores?points=1080";
        if (from is not null) address += $"&from={InAddress(from)}";
        if (past is not null) address += $"&to={InAddress(past)}";
        var answer = await caller.GetAsync(address);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await answer.Json())["points"]!.AsArray();
    }

    private DateTimeOffset? DaysFromNow(int? days) => days is { } some ? api.Clock.GetUtcNow().AddDays(some) : null;

    private static string InAddress(DateTimeOffset? time) =>
        time is { } at ? Uri.EscapeDataString(at.ToString("O", CultureInfo.InvariantCulture)) : "";

    private static void DrawsAll(string page, JsonArray points)
    {
        var top = double.Parse(Top().Match(page).Groups["top"].Value, CultureInfo.InvariantCulture);
        List<JsonNode> judged = [.. points.Select(point => point!).Where(point => Number(point, "judged") > 0)];
        var drawn = Drawing.Columns(Bits().Match(page).Groups["path"].Value);

        drawn.Should().HaveCount(judged.Count).And.HaveCountGreaterThan(30);
        drawn.Select(column => (double)column.Upper.Y).Should().Equal(
            judged.Select(point => HeightOf(point, "max_bits")), IsNear);
        drawn.Select(column => (double)column.Lower.Y).Should().Equal(
            judged.Select(point => HeightOf(point, "min_bits")), IsNear);

        static bool IsNear(double place, double height) => Math.Abs(place - height) <= Rounding;
        double HeightOf(JsonNode point, string name) => Height * (1 - Math.Sqrt(Number(point, name) / top));
    }

    private static double Number(JsonNode point, string name) => point[name]!.GetValue<double>();

    [GeneratedRegex("data-top=\"(?<top>[^\"]+)\"")]
    private static partial Regex Top();

    [GeneratedRegex("<a href=\"(?<address>[^\"]+)\" id=\"p-")]
    private static partial Regex Point();

    [GeneratedRegex("<time datetime=\"(?<at>[^\"]+)\"|<span></span>")]
    private static partial Regex Label();

    [GeneratedRegex("class=\"bits\" d=\"(?<path>[^\"]+)\"")]
    private static partial Regex Bits();
}
