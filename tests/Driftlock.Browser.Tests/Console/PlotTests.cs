using System.Globalization;
using System.Text.Json.Nodes;
using Driftlock.Browser.Tests.Shared;
using Driftlock.Testing.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>Every point that the page of a stream draws is one that the API tells.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PlotTests(RunningService service, Chromium chromium)
{
    // As the drawing has it; places are whole numbers, so half a unit is as near as they come.
    private const double Width = 8000, Height = 2000, Rounding = 0.51, Pixel = 1;

    [Fact]
    public async Task A_stream_that_fits_is_drawn_event_by_event() => await ComparedAsync("sample", fewest: 200);

    [Fact]
    public async Task A_stream_that_does_not_fit_is_drawn_by_the_least_and_the_most_of_each_point()
    {
        var lines = Samples.Lines("web-scan.log");
        foreach (var part in lines.Chunk(500)) await service.DetectAsync("plotted", learn: true, [.. part]);

        var points = await ComparedAsync("plotted", fewest: 500);

        points.Should().Contain(point => point["events"]!.GetValue<int>() > 1)
            .And.Contain(point => point["min_bits"]!.GetValue<double>() < point["max_bits"]!.GetValue<double>());
    }

    private async Task<IReadOnlyList<JsonNode>> ComparedAsync(string stream, int fewest)
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync($"/streams/{stream}");
        var plot = person.Page.Locator("#plot svg");
        var top = double.Parse((await plot.GetAttributeAsync("data-top"))!, CultureInfo.InvariantCulture);
        var answer = await service.GetAsync($"/api/v1/streams/{stream}/scores?points=1080");
        List<JsonNode> points = [.. answer["points"]!.AsArray().Select(point => point!)];
        List<JsonNode> judged = [.. points.Where(point => Number(point, "judged") > 0)];
        judged.Count.Should().BeGreaterThan(fewest);

        var drawn = Drawing.Columns(await PathAsync(plot, "bits"));
        drawn.Should().HaveCount(judged.Count);
        foreach (var (point, (upper, lower)) in judged.Zip(drawn))
        {
            AtHeight(upper, Number(point, "max_bits"));
            AtHeight(lower, Number(point, "min_bits"));
        }

        var across = Across(points, judged, drawn);
        judged.Zip(drawn).Should().OnlyContain(pair => Math.Abs(across(pair.First) - pair.Second.Upper.X) <= 1);

        List<JsonNode> banded = [.. points.Where(point => point["usual_high"] is not null)];
        var band = Drawing.Columns(await PathAsync(plot, "band"));
        band.Should().HaveCount(banded.Count);
        foreach (var (point, (upper, lower)) in banded.Zip(band))
        {
            AtHeight(upper, Number(point, "usual_high"));
            AtHeight(lower, Number(point, "usual_low"));
            Math.Abs(across(point) - upper.X).Should().BeLessThanOrEqualTo(1);
            lower.X.Should().Be(upper.X);
        }

        List<JsonNode> flagged = [.. points.Where(point => point["anomaly_id"] is not null)];
        var dots = Drawing.Spots(await PathAsync(plot, "hits"));
        dots.Should().HaveCount(flagged.Count).And.NotBeEmpty();
        foreach (var (point, dot) in flagged.Zip(dots))
        {
            AtHeight(dot, Number(point, "flagged_bits"));
            Math.Abs(across(point) - dot.X).Should().BeLessThanOrEqualTo(1);
        }

        await AreTheDearestAsync(plot, flagged);
        await StandOnTheirDotsAsync(plot, flagged.Zip(dots).ToDictionary(
            pair => pair.First["anomaly_id"]!.GetValue<string>(), pair => pair.Second));
        await IsLabelledAsync(person.Page, top);
        return judged;

        void AtHeight(Spot spot, double bits) =>
            ((double)spot.Y).Should().BeApproximately(Height * (1 - Math.Sqrt(bits / top)), Rounding);
    }

    // The baseline may be cut at its left, so the place of the first event follows from that of the last and the width.
    private static Func<JsonNode, double> Across(
        List<JsonNode> points, List<JsonNode> judged, IReadOnlyList<(Spot Upper, Spot Lower)> drawn)
    {
        var past = Number(points[^1], "sequence") + Number(points[^1], "events");
        var perEvent = (Width - drawn[0].Upper.X) / (past - Number(judged[0], "sequence"));
        return point => Width - ((past - Number(point, "sequence")) * perEvent);
    }

    private static async Task AreTheDearestAsync(ILocator plot, List<JsonNode> flagged)
    {
        var links = new List<(string Id, double Bits)>();
        foreach (var link in await plot.Locator("a").AllAsync())
        {
            links.Add((
                (await link.GetAttributeAsync("id"))![2..],
                double.Parse((await link.GetAttributeAsync("data-bits"))!, CultureInfo.InvariantCulture)));
        }

        var dearest = flagged.Select(point => (
                Id: point["anomaly_id"]!.GetValue<string>(), Bits: Number(point, "flagged_bits")))
            .OrderByDescending(one => one.Bits).Take(12);
        links.Should().BeEquivalentTo(dearest);
    }

    // On the screen, whatever the page has stretched the drawing to.
    private static async Task StandOnTheirDotsAsync(ILocator plot, Dictionary<string, Spot> dots)
    {
        var frame = (await plot.BoundingBoxAsync())!;
        foreach (var link in await plot.Locator("a").AllAsync())
        {
            var dot = dots[(await link.GetAttributeAsync("id"))![2..]];
            var shown = await link.Locator(".hit").EvaluateAsync<double[]>("""
                one => {
                    const box = one.getBoundingClientRect();
                    return [box.x + box.width / 2, box.y + box.height / 2];
                }
                """);
            shown[0].Should().BeApproximately(frame.X + (frame.Width * dot.X / Width), Pixel);
            shown[1].Should().BeApproximately(frame.Y + (frame.Height * dot.Y / Height), Pixel);
        }
    }

    // Each number of the scale at the height of an event of so many bits.
    private static async Task IsLabelledAsync(IPage page, double top)
    {
        var frame = (await page.Locator("#plot svg").BoundingBoxAsync())!;
        var labels = await page.Locator("#plot .plot-scale span").AllAsync();
        labels.Should().HaveCount(5);
        foreach (var label in labels)
        {
            var bits = double.Parse(await label.InnerTextAsync(), NumberStyles.Number, CultureInfo.InvariantCulture);
            var box = (await label.BoundingBoxAsync())!;
            ((double)box.Y + (box.Height / 2)).Should().BeApproximately(
                frame.Y + (frame.Height * (1 - Math.Sqrt(bits / top))), 2 * Pixel, $"of {bits} bits");
        }
    }

    private static async Task<string> PathAsync(ILocator plot, string name) =>
        (await plot.Locator($"path.{name}").GetAttributeAsync("d"))!;

    private static double Number(JsonNode point, string name) => point[name]!.GetValue<double>();
}
