using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>Each page by axe, in light and dark, at a desk and on a phone.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class AccessibilityTests(RunningService service, Chromium chromium)
{
    private static readonly string[] Pages =
    [
        "/anomalies", "/anomalies?status=resolved", "/streams/sample/events/489",
        "/streams/sample/events/450", "/streams/young/events/7", "/streams", "/streams/sample", "/streams/young",
        "/quick-start", "/status",
    ];

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_and_no_page_is_wider_than_the_window(int width, int height, ColorScheme scheme)
    {
        await service.DetectAsync("young", learn: true, [.. Samples.Lines("app.log").Take(212)]);
        await using var person = await chromium.SignInAsync(service, new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });

        foreach (var page in Pages)
        {
            await person.OpenAsync(page);

            (await person.AuditAsync()).Should().BeEmpty(page);
            (await person.OverflowAsync()).Should().Be(0, page);
        }

        person.ExpectedStatus = 404;
        await person.OpenAsync("/streams/sample/events/4000");
        (await person.AuditAsync()).Should().BeEmpty("of the page of refusals");
    }

    [Fact]
    public async Task Axe_finds_what_is_wrong()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/anomalies");

        await person.Page.EvaluateAsync("() => document.querySelector('main').append(document.createElement('button'))");

        (await person.AuditAsync()).Should().ContainSingle().Which.Should().StartWith("button-name");
    }
}
