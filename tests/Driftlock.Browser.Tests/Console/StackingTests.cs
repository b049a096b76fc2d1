using System.Text.Json;
using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>A phone is too narrow for columns: a row is a block there, and each value says what it is.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class StackingTests(RunningService service, Chromium chromium)
{
    private const int Desk = 1280, Phone = 390, Height = 844;

    // Of each cell of a table that stacks how it is laid out, which part of the row it takes, and the title it says.
    private const string Cells = """
        () => [...document.querySelectorAll("table.stacks tbody tr > *")].map(cell => ({
            display: getComputedStyle(cell).display,
            part: cell.getBoundingClientRect().width / cell.parentElement.getBoundingClientRect().width,
            isText: cell.matches("th") || cell.querySelector(".line") !== null,
            title: cell.dataset.title ?? "",
            says: getComputedStyle(cell, "::before").content.replace(/^"|"$/g, ""),
        }))
        """;

    // What reaches beyond the right edge of the window.
    private const string Outside = """
        () => [...document.querySelectorAll("main *")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility()
                && !one.closest(".unseen, pre, svg"))
            .map(one => one.outerHTML.slice(0, 120))
        """;

    private static readonly string[] Lists =
        ["/streams", "/streams/long-words", "/anomalies?stream=long-words", "/status"];

    private static readonly string[] Blocks = ["block", "inline-block", "flex"];

    [Fact]
    public async Task On_a_phone_each_row_is_a_block_whose_text_has_its_whole_width()
    {
        await using var person = await WithLongWordsAsync("stacked");

        foreach (var address in Lists)
        {
            await person.Page.SetViewportSizeAsync(Desk, Height);
            await person.OpenAsync(address);
            var titles = person.Page.Locator("table.stacks thead:visible");
            (await CellsAsync(person.Page)).Should().OnlyContain(
                cell => cell.Display == "table-cell" && cell.Says == "none", address);
            (await titles.CountAsync()).Should().BePositive(address);

            await person.Page.SetViewportSizeAsync(Phone, Height);

            var cells = await CellsAsync(person.Page);
            cells.Should().OnlyContain(cell => Blocks.Contains(cell.Display), address);
            cells.Where(cell => cell.IsText).Should().OnlyContain(cell => cell.Part > 0.95, address);
            cells.Where(cell => cell.Title.Length > 0).Should().OnlyContain(cell => cell.Says == cell.Title, address);
            (await titles.CountAsync()).Should().Be(0, address);
        }
    }

    [Fact]
    public async Task No_page_is_wider_than_the_window_and_no_part_of_it_but_lines_to_be_run()
    {
        await using var person = await WithLongWordsAsync("wide");

        foreach (var address in Lists.Concat(["/streams/long-words/events/480", "/quick-start", "/sign-in"]))
        {
            await person.OpenAsync(address);
            foreach (var width in new[] { Desk, 600, Phone, 320 })
            {
                await person.Page.SetViewportSizeAsync(width, Height);

                (await person.OverflowAsync()).Should().BeLessThanOrEqualTo(0, $"{address} at {width}");
                (await person.Page.EvaluateAsync<string[]>(Outside)).Should().BeEmpty($"{address} at {width}");
            }
        }
    }

    [Fact]
    public async Task On_a_phone_a_word_has_at_least_half_of_its_row()
    {
        await using var person = await WithLongWordsAsync("worded");
        await person.Page.SetViewportSizeAsync(Phone, Height);
        await person.OpenAsync("/streams/long-words/events/480");

        var parts = await person.Page.Locator("table.words tbody th").EvaluateAllAsync<double[]>(
            "all => all.map(one => one.getBoundingClientRect().width / one.parentElement.getBoundingClientRect().width)");

        parts.Should().NotBeEmpty().And.OnlyContain(part => part >= 0.5);
    }

    // An organization of its own: what is cut off in a row lies, to an audit, behind the row below.
    private async Task<Person> WithLongWordsAsync(string organization)
    {
        using var caller = await service.FoundAsync(organization, "orbit");
        await service.DetectAsync(caller, "long-words", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        await service.DetectAsync(
            caller, "long-words", learn: false, $"FATAL {string.Concat(Enumerable.Repeat("Zq9#", 100))} end");
        return await chromium.SignInAsync(service, organization: organization);
    }

    private static async Task<IReadOnlyList<Cell>> CellsAsync(IPage page) =>
    [
        .. (await page.EvaluateAsync<JsonElement>(Cells)).EnumerateArray().Select(cell => new Cell(
            cell.GetProperty("display").GetString()!,
            cell.GetProperty("part").GetDouble(),
            cell.GetProperty("isText").GetBoolean(),
            cell.GetProperty("title").GetString()!,
            cell.GetProperty("says").GetString()!)),
    ];

    private sealed record Cell(string Display, double Part, bool IsText, string Title, string Says);
}
