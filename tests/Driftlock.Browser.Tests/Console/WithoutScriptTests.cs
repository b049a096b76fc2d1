using System.Text.RegularExpressions;
using Driftlock.Browser.Tests.Shared;
using Driftlock.Testing.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>A browser that runs no script has everything but what is live.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class WithoutScriptTests(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task An_anomaly_is_found_read_and_settled_without_script()
    {
        await service.DetectAsync("scriptless", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        await service.DetectAsync("scriptless", learn: false, "FATAL nobody runs a script here");
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        var page = person.Page;
        await page.ClickAsync("header nav >> text=Anomalies");
        await page.SelectOptionAsync("#stream", "scriptless");
        await page.ClickAsync("text=Show");
        await page.ClickAsync("#inbox tbody th a >> nth=0");

        await Assertions.Expect(page.Locator(".lead")).ToContainTextAsync("bits, usually");
        await Assertions.Expect(page.Locator("time").First).ToHaveTextAsync(
            new Regex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$"));
        await page.FillAsync("#note", "seen without script");
        await page.ClickAsync("text=Acknowledge");

        await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("acknowledged");
        await Assertions.Expect(page.Locator(".note")).ToHaveTextAsync("seen without script");
    }

    [Fact]
    public async Task A_click_on_a_point_of_the_plot_tells_why_its_event_is_unusual()
    {
        await MakeStreamAsync("pointed");
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        var page = person.Page;
        await person.OpenAsync("/streams/pointed");
        (await page.Locator("[data-follow]").IsVisibleAsync()).Should().BeFalse("following alone needs a script");
        var point = page.Locator(".plot a:not([aria-current])").Last;
        var anomaly = (await point.GetAttributeAsync("id"))![2..];
        var text = (await service.GetAsync($"/api/v1/anomalies/{anomaly}"))["anomaly"]!["event_text"]!.GetValue<string>();

        await ClickAsync(page, (await point.Locator(".hit").GetAttributeAsync("d"))!);

        await page.ArriveAtAsync($"**/streams/pointed?event={anomaly}#why");
        (await page.Locator("#why .event").InnerTextAsync()).Trim().Should().Be(text.Trim());
        await Assertions.Expect(page.Locator(".plot a[aria-current]")).ToHaveAttributeAsync("id", $"p-{anomaly}");
        await Assertions.Expect(page.Locator("#flagged tr.chosen a")).ToHaveAttributeAsync("id", $"f-{anomaly}");
    }

    [Fact]
    public async Task Each_stretch_of_time_is_a_link_and_its_points_stay_within_it()
    {
        await MakeStreamAsync("stretched");
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        var page = person.Page;
        await person.OpenAsync("/streams/stretched");

        foreach (var (title, name) in new[] { ("Hour", "1h"), ("Day", "24h"), ("Week", "7d"), ("Month", "30d") })
        {
            await page.ClickAsync($"nav[aria-label=Time] >> text={title}");

            await page.ArriveAtAsync($"**/streams/stretched?last={name}");
            await Assertions.Expect(page.Locator("nav[aria-label=Time] [aria-current]")).ToHaveTextAsync(title);
        }

        await page.ClickAsync("#flagged tbody tr:not(.chosen) a >> nth=0");
        await page.ArriveAtAsync("**/streams/stretched?event=*&last=30d#why");
        await page.ClickAsync("nav[aria-label=Time] >> text=Hour");
        await page.ArriveAtAsync("**/streams/stretched?event=*&last=1h");
        await page.ClickAsync("nav[aria-label=Time] >> text=All");
        await page.ArriveAtAsync("**/streams/stretched?event=*");
        page.Url.Should().NotContain("last=");
        await Assertions.Expect(page.Locator("#flagged tr.chosen a")).ToHaveAttributeAsync("id", $"f-{page.Url.Split("event=")[1]}");

        await page.ClickAsync("text=Other times");
        await page.FillAsync("[name=from]", "2020-01-02T03:04:05");
        await page.FillAsync("[name=to]", "2020-01-02T03:04:06");
        await page.ClickAsync(".times button");
        await Assertions.Expect(page.Locator("#plot h3")).ToHaveTextAsync("Nothing was judged in this time");
        await Assertions.Expect(page.Locator("[name=from]")).ToHaveValueAsync("2020-01-02T03:04:05");
    }

    [Fact]
    public async Task A_plot_over_some_time_fits_a_phone_and_says_each_second_once()
    {
        await MakeStreamAsync("timed");
        foreach (var second in Enumerable.Range(1, 3))
        {
            await Task.Delay(TimeSpan.FromSeconds(1.1));
            await service.DetectAsync("timed", learn: true, [.. Samples.Lines("app.log").Skip(80 * second).Take(80)]);
        }

        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        await person.OpenAsync("/streams/timed");
        var times = await person.Page.Locator(".plot-times time").AllInnerTextsAsync();

        times.Should().HaveCountGreaterThan(2).And.OnlyHaveUniqueItems()
            .And.OnlyContain(time => Regex.IsMatch(time, @"^\d\d:\d\d:\d\d$"));
        await Assertions.Expect(person.Page.Locator("figcaption noscript p")).ToHaveTextAsync("The times are in UTC.");
        foreach (var width in new[] { 390, 320 })
        {
            await person.Page.SetViewportSizeAsync(width, 844);
            (await person.OverflowAsync()).Should().BeLessThanOrEqualTo(0, $"at {width}");
        }
    }

    [Fact]
    public async Task A_row_of_the_inbox_takes_its_next_step_by_its_button()
    {
        await MakeStreamAsync("pressed");
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        var page = person.Page;
        await person.OpenAsync("/anomalies?status=open&stream=pressed");
        var rows = await page.Locator("#inbox tbody tr").CountAsync();
        var taken = (await page.Locator("#inbox th a").First.GetAttributeAsync("href"))!.Split('/')[^1];
        var dropped = (await page.Locator("#inbox th a").Nth(1).GetAttributeAsync("href"))!.Split('/')[^1];

        await page.ClickAsync("#inbox tbody tr >> nth=0 >> text=Acknowledge");
        await Assertions.Expect(page.Locator("#inbox tbody tr")).ToHaveCountAsync(rows - 1);
        await page.ClickAsync("#inbox tbody tr >> nth=0 >> text=Not unusual");
        await Assertions.Expect(page.Locator("#inbox tbody tr")).ToHaveCountAsync(rows - 2);

        page.Url.Should().EndWith("/anomalies?status=open&stream=pressed");
        (await StatusAsync("pressed", taken)).Should().Be("acknowledged");
        (await StatusAsync("pressed", dropped)).Should().Be("dismissed");
    }

    [Theory]
    [InlineData("Acknowledge", "acknowledged")]
    [InlineData("Confirm", "acknowledged")]
    [InlineData("Not unusual", "dismissed")]
    public async Task A_note_goes_with_whatever_is_said(string button, string status)
    {
        var slug = $"noted-{button[0]}".ToLowerInvariant();
        await MakeStreamAsync(slug);
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        var page = person.Page;
        await person.OpenAsync($"/anomalies?status=open&stream={slug}");
        var link = page.Locator("#inbox th a").First;
        var id = (await link.GetAttributeAsync("href"))!.Split('/')[^1];
        await link.ClickAsync();

        await page.FillAsync("#note", "I checked this with Ann");
        await page.ClickAsync($"form button:text-is('{button}')");
        await Assertions.Expect(page.Locator(".note")).ToHaveTextAsync("I checked this with Ann");

        (await StatusAsync(slug, id)).Should().Be(status);
    }

    [Fact]
    public async Task The_forms_of_a_stream_change_it()
    {
        await MakeStreamAsync("formed");
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        var page = person.Page;
        await person.OpenAsync("/streams/formed");

        await page.CheckAsync("input[value=strict]");
        await page.ClickAsync("text=Judge by this profile");
        await Assertions.Expect(page.Locator("input[value=strict]")).ToBeCheckedAsync();
        (await service.GetAsync("/api/v1/streams/formed/profile"))["name"]!.GetValue<string>().Should().Be("strict");

        var before = (await service.GetAsync("/api/v1/streams/formed/anchor"))["model"]!.ToJsonString();
        await page.ClickAsync("text=Freeze the stream as it is now");
        await page.ClickAsync("text=Freeze a new anchor");
        await page.ArriveAtAsync("**/streams/formed");
        (await service.GetAsync("/api/v1/streams/formed/anchor"))["model"]!.ToJsonString().Should().NotBe(before);

        await page.ClickAsync("text=Begin anew");
        await page.ClickAsync("text=Drop what was learned");
        await Assertions.Expect(page.Locator("#baseline h2")).ToHaveTextAsync("0 of 400 events learned");
        (await service.GetAsync("/api/v1/streams/formed"))["events_needed"]!.GetValue<int>().Should().Be(400);
    }

    private async Task MakeStreamAsync(string stream)
    {
        await service.DetectAsync(stream, learn: true, [.. Samples.Lines("app.log").Take(480)]);
        await service.DetectAsync(
            stream, learn: false, $"FATAL no script in {stream}", "segfault: nobody presses", "kernel oops by hand");
    }

    // Where the drawing has a point, "M4000 700h0", as a hand with a mouse would do it.
    private static async Task ClickAsync(IPage page, string point)
    {
        var plot = (await page.Locator("#plot svg").BoundingBoxAsync())!;
        var (across, down) = Drawing.Spots(point)[0];
        await page.Mouse.ClickAsync(
            plot.X + (plot.Width * across / 8000), plot.Y + (plot.Height * down / 2000));
    }

    private async Task<string> StatusAsync(string stream, string sequence)
    {
        var found = (await service.GetAsync($"/api/v1/anomalies?stream={stream}"))["items"]!.AsArray();
        return found.Single(one => one!["sequence"]!.ToJsonString() == sequence)!["status"]!.GetValue<string>();
    }
}
