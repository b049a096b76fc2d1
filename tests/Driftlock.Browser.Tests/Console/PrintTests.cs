using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The page of an event on paper, for the folder of an incident.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PrintTests(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task It_has_all_that_was_found_dark_on_white_and_nothing_to_press()
    {
        await using var person = await chromium.SignInAsync(service, new() { ColorScheme = ColorScheme.Dark });
        var page = person.Page;
        await person.OpenAsync("/streams/sample/events/489");

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        (await page.Locator("button:visible, input:visible, textarea:visible, header:visible").CountAsync()).Should().Be(0);
        foreach (var part in new[] { "h1", ".event >> nth=0", "#words", "#nearest", "#sent", "#again" })
        {
            await Assertions.Expect(page.Locator(part)).ToBeVisibleAsync();
        }

        (await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color")).Should().Be("rgb(21, 24, 28)");
        (await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('mark.m3')).printColorAdjust"))
            .Should().Be("exact");
        (await page.PdfAsync(new PagePdfOptions { Format = "A4" })).AsSpan()[..5].SequenceEqual("%PDF-"u8).Should().BeTrue();
    }
}
