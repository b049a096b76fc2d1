using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>The page of the API, whose script is not ours, under its policy.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ApiPageTests(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task It_shows_the_routes_and_breaks_no_rule_of_its_policy()
    {
        await using var person = await chromium.SignInAsync(service);

        await person.OpenAsync("/docs");
        await Assertions.Expect(person.Page.Locator(".topbar a svg")).ToBeVisibleAsync();
        await person.Page.ClickAsync(".opblock-summary-control >> nth=0");

        await Assertions.Expect(person.Page.Locator(".opblock-body")).ToBeVisibleAsync();
    }
}
