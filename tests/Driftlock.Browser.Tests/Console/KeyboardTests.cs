using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The pages by keys alone; what the inbox has of its own is <see cref="InboxKeysTests"/>.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class KeyboardTests(RunningService service, Chromium chromium)
{
    // What can be reached by Tab, in the order of the page; of radio buttons with one name it is the chosen one.
    private const string FindStops = """
        () => {
            const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
            window.stops = [...document.querySelectorAll(all)]
                .filter(one => one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility()
                    && (one.type !== "radio" || one.checked));
            return window.stops.map(one => one.outerHTML.slice(0, 120));
        }
        """;

    private const string Focused = "() => window.stops.indexOf(document.activeElement)";

    // A ring around it, or of a point of the plot a greater dot in another colour.
    private const string IsShown = """
        () => {
            const one = document.activeElement;
            const dot = one.querySelector(".hit");
            const reach = parseFloat(getComputedStyle(one).outlineWidth) + parseFloat(getComputedStyle(one).outlineOffset);
            const ring = one.getBoundingClientRect();
            for (let around = one.parentElement; !dot && around; around = around.parentElement) {
                if (around === document.documentElement || getComputedStyle(around).overflowY === "visible") continue;
                const edge = around.getBoundingClientRect();
                if (ring.top - reach < edge.top - 1 || ring.bottom + reach > edge.bottom + 1) return false;
            }
            return dot
                ? parseFloat(getComputedStyle(dot).strokeWidth) > 10
                : getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
        }
        """;

    [Theory]
    [InlineData("/streams", 5)]
    [InlineData("/streams/sample", 20)]
    [InlineData("/streams/sample/events/489", 15)]
    [InlineData("/anomalies", 15)]
    [InlineData("/quick-start", 15)]
    [InlineData("/status", 6)]
    public async Task Tab_comes_to_everything_in_order_shows_where_it_is_and_leads_on(string address, int fewest)
    {
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync(address);
        var stops = await page.EvaluateAsync<string[]>(FindStops);
        stops.Should().HaveCountGreaterThan(fewest);

        for (var at = 0; at < stops.Length; at++)
        {
            await page.Keyboard.PressAsync("Tab");
            (await page.EvaluateAsync<int>(Focused)).Should().Be(at, stops[at]);
            (await page.EvaluateAsync<bool>(IsShown)).Should().BeTrue(stops[at]);
        }

        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<int>(Focused)).Should().Be(-1, "the last one lets go");
    }

    [Fact]
    public async Task Arrows_lead_from_point_to_point_and_Enter_opens_one()
    {
        await service.DetectAsync("sample", learn: false, "FATAL a key was pressed", "panic: there is no next point");
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/streams/sample");
        var points = await page.Locator(".plot a").EvaluateAllAsync<string[]>("all => all.map(one => one.id)");
        var chosen = (await page.Locator(".plot a[aria-current]").GetAttributeAsync("id"))!;
        var at = Array.IndexOf(points, chosen);
        var (key, next) = at > 0 ? ("ArrowLeft", points[at - 1]) : ("ArrowRight", points[at + 1]);
        await page.FocusAsync($"[id='{chosen}']");

        await page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.Locator($"[id='{next}']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.ArriveAtAsync($"**/streams/sample?event={next[2..]}*");
        await Assertions.Expect(page.Locator(".plot a[aria-current]")).ToHaveAttributeAsync("id", next);
        await Assertions.Expect(page.Locator("tr.chosen a")).ToHaveAttributeAsync(
            "href", new System.Text.RegularExpressions.Regex(next[2..]));
    }

    [Fact]
    public async Task A_menu_opens_by_Enter_and_closes_by_Escape()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/streams/sample");
        await person.Page.FocusAsync(".who summary");

        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator(".who-menu")).ToBeVisibleAsync();
        await person.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(person.Page.Locator(".who-menu")).ToBeHiddenAsync();
    }
}
