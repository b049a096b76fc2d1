using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The inbox, by keys alone.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class InboxKeysTests(RunningService service, Chromium chromium)
{
    private static readonly string[] Odd =
    [
        "keyboard panic: nil map in handler", "FATAL the key was pressed too often", "segfault of a letter in libc",
    ];

    [Fact]
    public async Task Rows_are_walked_opened_and_moved_on_by_keys()
    {
        await MakeStreamAsync();
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/anomalies?status=open&stream=keys");
        var rows = await page.Locator("#inbox th a").EvaluateAllAsync<string[]>("links => links.map(link => link.id)");
        rows.Should().HaveCountGreaterThanOrEqualTo(3);

        await page.Keyboard.PressAsync("j");
        await IsFocusedAsync(page, rows[0]);
        await page.Keyboard.PressAsync("j");
        await IsFocusedAsync(page, rows[1]);
        await page.Keyboard.PressAsync("k");
        await IsFocusedAsync(page, rows[0]);

        await page.Keyboard.PressAsync("e");
        await page.WaitForURLAsync($"**#{rows[1]}");
        await IsFocusedAsync(page, rows[1]);
        (await page.Locator("#inbox tbody tr").CountAsync()).Should().Be(rows.Length - 1);

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/streams/keys/events/*");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Unusual event");
    }

    [Fact]
    public async Task What_is_typed_into_a_field_moves_nothing()
    {
        await MakeStreamAsync();
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/anomalies?stream=keys");

        await person.Page.FocusAsync("#stream");
        await person.Page.Keyboard.PressAsync("j");

        (await person.Page.EvaluateAsync<string>("() => document.activeElement.id")).Should().Be("stream");
    }

    [Fact]
    public async Task The_first_tab_leads_past_the_bar()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/anomalies");

        await person.Page.Keyboard.PressAsync("Tab");
        await person.Page.Keyboard.PressAsync("Enter");

        (await person.Page.EvaluateAsync<string>("() => document.activeElement.id")).Should().Be("main");
    }

    private async Task MakeStreamAsync()
    {
        await service.DetectAsync("keys", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        foreach (var line in Odd) await service.DetectAsync("keys", learn: false, line);
    }

    private static Task IsFocusedAsync(IPage page, string row) =>
        Assertions.Expect(page.Locator($"[id='{row}']")).ToBeFocusedAsync();
}
