using Driftlock.Browser.Tests.Shared;
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
            new System.Text.RegularExpressions.Regex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$"));
        await page.FillAsync("#note", "seen without script");
        await page.ClickAsync("text=Acknowledge");

        await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("acknowledged");
        await Assertions.Expect(page.Locator(".note")).ToHaveTextAsync("seen without script");
    }
}
