using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The inbox, by keys alone.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class InboxKeysTests(RunningService service, Chromium chromium)
{
    private static readonly string[] Steps = ["open", "acknowledged", "investigating", "resolved"];

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
        await page.ArriveAtAsync($"**#{rows[1]}");
        await IsFocusedAsync(page, rows[1]);
        (await page.Locator("#inbox tbody tr").CountAsync()).Should().Be(rows.Length - 1);

        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAtAsync("**/streams/keys/events/*");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Unusual event");
    }

    [Fact]
    public async Task Keys_can_be_turned_off_for_good()
    {
        await MakeStreamAsync("unkeyed");
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/anomalies?status=open&stream=unkeyed");
        await page.ClickAsync(".keys button");
        await person.OpenAsync("/anomalies?status=open&stream=unkeyed");
        await Assertions.Expect(page.Locator(".keys [data-told]")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("j");
        (await page.EvaluateAsync<bool>("() => document.activeElement.closest('#inbox') !== null")).Should().BeFalse();

        await page.ClickAsync(".keys button");
        await page.Keyboard.PressAsync("j");
        await IsFocusedAsync(page, (await page.Locator("#inbox th a").First.GetAttributeAsync("id"))!);
    }

    [Fact]
    public async Task Each_e_moves_the_row_that_has_the_focus_one_step_on_in_the_store()
    {
        await MakeStreamAsync("steps");
        // The second row: the first one stays where it is.
        var moved = (await StoredAsync("steps")).TakeLast(2).First();
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        foreach (var (from, to) in Steps.Zip(Steps.Skip(1)))
        {
            await person.OpenAsync($"/anomalies?status={from}&stream=steps");
            await page.FocusAsync($"#inbox th a[href='/streams/steps/events/{moved.Key}']");
            var incident = await page.EvaluateAsync<string>("() => document.activeElement.id");

            await page.Keyboard.PressAsync("e");

            await Assertions.Expect(page.Locator($"#{incident}")).ToHaveCountAsync(0);
            var stored = await StoredAsync("steps");
            stored[moved.Key].Should().Be(to);
            stored.Where(one => one.Key != moved.Key).Should().HaveCountGreaterThanOrEqualTo(2)
                .And.OnlyContain(one => one.Value == "open");
        }

        await person.OpenAsync("/anomalies?status=resolved&stream=steps");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("e");
        await page.ReloadAsync();
        (await StoredAsync("steps"))[moved.Key].Should().Be("resolved", "there is no step after it");
    }

    [Fact]
    public async Task The_first_and_the_last_row_are_ends()
    {
        await MakeStreamAsync("ends");
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/anomalies?stream=ends");
        var rows = await page.Locator("#inbox th a").EvaluateAllAsync<string[]>("links => links.map(link => link.id)");

        await page.Keyboard.PressAsync("k");
        await IsFocusedAsync(page, rows[0]);
        await page.Keyboard.PressAsync("k");
        await IsFocusedAsync(page, rows[0]);
        foreach (var row in rows.Skip(1).Append(rows[^1]))
        {
            await page.Keyboard.PressAsync("j");
            await IsFocusedAsync(page, row);
        }
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

    private async Task MakeStreamAsync(string stream = "keys")
    {
        await service.DetectAsync(stream, learn: true, [.. Samples.Lines("app.log").Take(480)]);
        foreach (var line in Odd) await service.DetectAsync(stream, learn: false, line);
    }

    // The status of each anomaly of the stream, by its place in the log.
    private async Task<SortedDictionary<long, string>> StoredAsync(string stream)
    {
        var found = (await service.GetAsync($"/api/v1/anomalies?stream={stream}"))["items"]!.AsArray();
        return new SortedDictionary<long, string>(found.ToDictionary(
            one => one!["sequence"]!.GetValue<long>(), one => one!["status"]!.GetValue<string>()));
    }

    private static Task IsFocusedAsync(IPage page, string row) =>
        Assertions.Expect(page.Locator($"[id='{row}']")).ToBeFocusedAsync();
}
