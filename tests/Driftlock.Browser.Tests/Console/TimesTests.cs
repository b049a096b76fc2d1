using System.Text.RegularExpressions;
using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

[Collection(ConsoleCollection.Name)]
public sealed class TimesTests(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task A_time_is_the_viewers_and_says_the_utc_time_on_hover()
    {
        await using var person = await chromium.SignInAsync(
            service, new BrowserNewContextOptions { TimezoneId = "Asia/Kolkata", Locale = "en-GB" });
        await person.OpenAsync("/streams/sample/events/489");
        var time = person.Page.Locator("#sent time").First;
        var at = DateTimeOffset.Parse(
            (await time.GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture);

        // Half an hour beside all whole ones.
        (await time.InnerTextAsync()).Should().Contain($"{at.ToOffset(TimeSpan.FromHours(5.5)):HH:mm:ss}");
        (await time.GetAttributeAsync("title")).Should().Be($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        Regex.IsMatch(await time.InnerTextAsync(), "UTC").Should().BeFalse();
    }

    [Fact]
    public async Task So_are_those_that_are_typed_and_chosen_and_an_address_is_utc()
    {
        await using var person = await chromium.SignInAsync(
            service, new BrowserNewContextOptions { TimezoneId = "Asia/Kolkata", Locale = "en-GB" });
        var page = person.Page;
        await person.OpenAsync("/streams/sample?from=2020-01-02T20:04:05Z");
        await Assertions.Expect(page.Locator("[name=from]")).ToHaveValueAsync("2020-01-03T01:34:05");
        await Assertions.Expect(page.Locator("[data-zone]")).ToBeHiddenAsync();

        await page.FillAsync("[name=from]", "2020-01-03T01:34:06");
        await page.ClickAsync(".times button");

        await page.ArriveAtAsync("**/streams/sample?from=2020-01-02T20%3A04%3A06.000Z&to=");
        await Assertions.Expect(page.Locator("[name=from]")).ToHaveValueAsync("2020-01-03T01:34:06");
        await person.OpenAsync("/anomalies?from=2020-01-02T20:04:05Z");
        await Assertions.Expect(page.Locator("#last option:checked")).ToHaveTextAsync("from 3 Jan 2020, 01:34:05");
    }
}
