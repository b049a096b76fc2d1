using System.Net;
using System.Net.Http.Json;
using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The plan is used up: the pages say so where one would wonder.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class QuotaTests(RunningService service, Chromium chromium)
{
    // The smallest plan's, and the baseline, which is free.
    private const int Included = 10_000, Baseline = 400, Part = 1000;

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_of_streams_says_until_when_and_still_shows_what_is_there(int width)
    {
        var organization = $"spent-{width}";
        using var caller = await service.FoundAsync(organization, "pulse");
        string[] lines = [.. Samples.Lines("app.log").Where(line => line.Length > 0)];
        await service.DetectAsync(caller, "app", learn: true, [.. lines.Take(Baseline)]);
        for (var sent = 0; sent < Included; sent += Part)
        {
            await service.DetectAsync(caller, "app", learn: false, [.. Enumerable.Range(0, Part).Select(n => lines[n % Baseline])]);
        }

        var refused = await caller.PostAsJsonAsync(
            new Uri($"{service.Origin}/api/v1/anomalies/detect"), new { stream = "app", events = new[] { "one more" } });
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        await using var person = await chromium.SignInAsync(
            service, new() { ViewportSize = new() { Width = width, Height = 800 } }, organization: organization);

        foreach (var address in new[] { "/streams", "/streams/app", "/anomalies" })
        {
            await person.OpenAsync(address);

            await Assertions.Expect(person.Page.Locator(".notice.alarm")).ToContainTextAsync(
                "The 10,000 events that the plan includes are used up until");
            (await person.AuditAsync()).Should().BeEmpty(address);
            (await person.OverflowAsync()).Should().Be(0, address);
        }

        await person.OpenAsync("/streams/app");
        await Assertions.Expect(person.Page.Locator("#plot svg")).ToBeVisibleAsync();
    }
}
