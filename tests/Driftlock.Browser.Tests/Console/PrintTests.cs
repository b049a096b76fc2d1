using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The page of an event on paper, for the folder of an incident.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PrintTests(RunningService service, Chromium chromium)
{
    // The colours of the light scheme; those of the words say something, so they are printed too.
    private static readonly (string Part, string Property, string Value)[] OnPaper =
    [
        ("body", "background-color", "rgb(255, 255, 255)"),
        ("body", "color", "rgb(21, 24, 28)"),
        (".lead", "color", "rgb(89, 97, 108)"),
        (".trail a", "color", "rgb(89, 97, 108)"),
        ("mark.m3", "background-color", "rgb(246, 185, 168)"),
        ("mark.m3", "color", "rgb(21, 24, 28)"),
        ("mark.m3", "print-color-adjust", "exact"),
        ("#sent dd", "color", "rgb(21, 24, 28)"),
    ];

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

        foreach (var (part, property, value) in OnPaper)
        {
            (await page.EvaluateAsync<string>(
                "([part, property]) => getComputedStyle(document.querySelector(part)).getPropertyValue(property)",
                new[] { part, property })).Should().Be(value, $"the {property} of {part}");
        }

        var time = page.Locator("#sent time").First;
        (await time.EvaluateAsync<string>("time => getComputedStyle(time, '::after').content"))
            .Should().Contain((await time.GetAttributeAsync("title"))!, "paper has no hover");
        (await page.PdfAsync(new PagePdfOptions { Format = "A4" })).AsSpan()[..5].SequenceEqual("%PDF-"u8).Should().BeTrue();
    }
}
