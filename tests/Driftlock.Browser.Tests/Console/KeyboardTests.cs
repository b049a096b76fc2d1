using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The page of a stream, by keys alone.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class KeyboardTests(RunningService service, Chromium chromium)
{
    // What can be reached by Tab, in the order of the page; of radio buttons with one name it is the chosen one.
    private const string Stops = """
        () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
            .filter(one => one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility()
                && (one.type !== "radio" || one.checked))
            .map(one => one.outerHTML.slice(0, 120))
        """;

    private const string Focused = "() => document.activeElement.outerHTML.slice(0, 120)";

    // A ring around it, or of a point of the plot a greater dot in another colour.
    private const string IsShown = """
        () => {
            const one = document.activeElement;
            const dot = one.querySelector(".hit");
            return dot
                ? parseFloat(getComputedStyle(dot).strokeWidth) > 10
                : getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
        }
        """;

    [Fact]
    public async Task Tab_comes_to_everything_in_order_and_shows_where_it_is()
    {
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/streams/sample");
        var stops = await page.EvaluateAsync<string[]>(Stops);
        stops.Should().HaveCountGreaterThan(20);

        foreach (var stop in stops)
        {
            await page.Keyboard.PressAsync("Tab");
            (await page.EvaluateAsync<string>(Focused)).Should().Be(stop);
            (await page.EvaluateAsync<bool>(IsShown)).Should().BeTrue(stop);
        }
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

        await page.WaitForURLAsync($"**/streams/sample?event={next[2..]}*");
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
