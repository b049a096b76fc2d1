using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>A page that follows its stream: the server draws, the page stays.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LiveTests(RunningService service, Chromium chromium)
{
    [Fact]
    public async Task New_events_move_the_page_without_loading_it_again()
    {
        await service.DetectAsync("live", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/streams/live");
        await page.EvaluateAsync("() => { window.stayed = true; }");
        var before = await page.Locator("#plot path.bits").GetAttributeAsync("d");

        await page.ClickAsync("text=Follow live");
        await Assertions.Expect(page.Locator("[data-follow] [data-says]")).ToHaveTextAsync("Live");
        await service.DetectAsync("live", learn: true, "FATAL the page has to move");

        await Assertions.Expect(page.Locator("#stream-head .lead")).ToContainTextAsync("481 events");
        await Assertions.Expect(page.Locator("#flagged")).ToContainTextAsync("FATAL the page has to move");
        (await page.Locator("#plot path.bits").GetAttributeAsync("d")).Should().NotBe(before);
        (await page.EvaluateAsync<bool>("() => window.stayed === true")).Should().BeTrue();
    }

    [Fact]
    public async Task Who_follows_is_told_of_the_strongest_event_and_stays_where_they_were()
    {
        await service.DetectAsync("watched", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        await service.DetectAsync("watched", learn: false, "FATAL the first one");
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/streams/watched?live");
        await Assertions.Expect(page.Locator("[data-follow] [data-says]")).ToHaveTextAsync("Live");
        var row = page.Locator("#flagged tbody a").Last;
        var focused = (await row.GetAttributeAsync("id"))!;
        await row.FocusAsync();

        await service.DetectAsync("watched", learn: false, $"FATAL {string.Concat(Enumerable.Repeat("Zq9#", 100))}");

        await Assertions.Expect(page.Locator("#why .event")).ToContainTextAsync("Zq9#");
        var chosen = (await page.Locator(".plot a[aria-current]").GetAttributeAsync("id"))![2..];
        (await page.Locator("#flagged tr.chosen a").GetAttributeAsync("id")).Should().Be($"f-{chosen}");
        await Assertions.Expect(page.Locator($"#{focused}")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_baseline_is_followed_until_the_stream_judges()
    {
        var lines = Samples.Lines("app.log");
        await service.DetectAsync("learning", learn: true, [.. lines.Take(212)]);
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/streams/learning?live");
        await Assertions.Expect(page.Locator("[data-follow] [data-says]")).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Locator("#baseline h2")).ToHaveTextAsync("212 of 400 events learned");

        await service.DetectAsync("learning", learn: true, [.. lines.Skip(212).Take(100)]);
        await Assertions.Expect(page.Locator("#baseline h2")).ToHaveTextAsync("312 of 400 events learned");

        await service.DetectAsync("learning", learn: true, [.. lines.Skip(312).Take(100)]);
        await Assertions.Expect(page.Locator("#plot svg")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-follow] [data-says]")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task Who_stops_following_sees_no_more_until_they_follow_again()
    {
        await service.DetectAsync("stopped", learn: true, [.. Samples.Lines("app.log").Take(420)]);
        await using var person = await FollowingAsync("stopped");
        await using var colleague = await FollowingAsync("stopped");
        var (page, theirs) = (person.Page, colleague.Page);

        await page.ClickAsync("[data-follow] button");
        await Assertions.Expect(page.Locator("[data-follow] [data-says]")).ToBeEmptyAsync();
        // The second comes at the end of the pace in which the first one would have moved this page too.
        foreach (var events in new[] { 421, 422 })
        {
            await service.DetectAsync("stopped", learn: true, $"one more, of {events}");
            await Assertions.Expect(theirs.Locator("#stream-head .lead")).ToContainTextAsync($"{events} events");
        }

        (await service.GetAsync("/api/v1/streams/stopped"))["events"]!.GetValue<int>().Should().Be(422);
        (await page.Locator("#stream-head .lead").InnerTextAsync()).Should().Contain("420 events");

        await page.ClickAsync("[data-follow] button");
        await Assertions.Expect(page.Locator("[data-follow] [data-says]")).ToHaveTextAsync("Live");
        await service.DetectAsync("stopped", learn: true, "and another");
        await Assertions.Expect(page.Locator("#stream-head .lead")).ToContainTextAsync("423 events");
    }

    private async Task<Person> FollowingAsync(string stream)
    {
        var person = await chromium.SignInAsync(service);
        await person.OpenAsync($"/streams/{stream}?live");
        await Assertions.Expect(person.Page.Locator("[data-follow] [data-says]")).ToHaveTextAsync("Live");
        return person;
    }
}
