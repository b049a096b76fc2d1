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
}
