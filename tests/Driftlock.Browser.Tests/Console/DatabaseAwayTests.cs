using System.Text.RegularExpressions;
using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>PostgreSQL goes away while somebody looks.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class DatabaseAwayTests(Chromium chromium, GatedService service) : IClassFixture<GatedService>
{
    [Fact]
    public async Task A_live_page_says_of_when_it_is_and_a_new_one_what_is_away()
    {
        service.Open();
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        await person.OpenAsync("/streams/sample?live");
        var says = page.Locator("[data-follow] [data-says]");
        await Assertions.Expect(says).ToHaveTextAsync("Live");
        person.ExpectedStatus = 503;

        service.Shut();

        await Assertions.Expect(says).ToHaveTextAsync(AsOf());
        await Assertions.Expect(page.Locator("#plot svg")).ToBeVisibleAsync();

        var answer = await person.OpenAsync("/streams/sample");
        answer.Headers["retry-after"].Should().NotBeEmpty();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("The database does not answer");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("Nothing is lost: what was accepted is stored.");
        (await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('h1')).fontSize")).Should().Be("28px");
        await Assertions.Expect(page.Locator("tr:has-text('Database')")).ToContainTextAsync("fails");
        await Assertions.Expect(page.Locator("tr:has-text('Detection core')")).ToContainTextAsync("works");
        await person.IsForEverybodyAsync("away");

        service.Open();

        await Assertions.Expect(page.Locator("#plot svg")).ToBeVisibleAsync();
        page.Url.Should().EndWith("/streams/sample");
    }

    [Fact]
    public async Task Who_runs_no_script_tries_again_by_a_link()
    {
        service.Open();
        await using var person = await chromium.SignInAsync(service, new() { JavaScriptEnabled = false });
        person.ExpectedStatus = 503;
        service.Shut();
        await person.OpenAsync("/streams/sample?last=30d");
        service.Open();

        await person.Page.ClickAsync("text=Try again");

        await Assertions.Expect(person.Page.Locator("#plot svg")).ToBeVisibleAsync();
        person.Page.Url.Should().EndWith("/streams/sample?last=30d");
    }

    [Fact]
    public async Task A_page_that_was_seen_is_shown_as_it_was_until_the_database_is_back()
    {
        service.Open();
        await using var person = await chromium.SignInAsync(service);
        var page = person.Page;
        string[] seen = ["/streams", "/streams/sample", "/streams/sample/events/489", "/anomalies", "/quick-start"];
        foreach (var address in seen) await person.OpenAsync(address);
        await person.OpenAsync("/status");
        // Who has seen nothing, and who has seen it and signed out, with a cookie that somebody has copied.
        await using var other = await chromium.SignInAsync(service, role: "viewer");
        await using var gone = await chromium.SignInAsync(service, role: "admin");
        await gone.OpenAsync("/streams/sample");
        var cookies = await gone.Page.Context.CookiesAsync();
        await gone.Page.ClickAsync(".who summary");
        await gone.Page.ClickAsync("text=Sign out");
        await gone.Page.ArriveAtAsync("**/sign-in");
        await gone.Page.Context.AddCookiesAsync(cookies.Select(one => new Cookie
        {
            Name = one.Name,
            Value = one.Value,
            Domain = one.Domain,
            Path = one.Path,
            Secure = one.Secure,
        }));
        person.ExpectedStatus = 503;
        service.Shut();

        foreach (var address in seen)
        {
            var answer = await person.OpenAsync(address);
            answer.Headers["retry-after"].Should().NotBeEmpty();
            await Assertions.Expect(page.Locator("main > .away")).ToContainTextAsync("This page is as of");
            await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("header .who summary")).ToHaveTextAsync("owner@demo.example");
            await person.IsForEverybodyAsync($"away {address}");
        }

        // Of what is away now, what was is no answer.
        await person.OpenAsync("/status");
        await Assertions.Expect(page.Locator("tr:has-text('Database')")).ToContainTextAsync("fails");

        await person.OpenAsync("/streams/sample");
        await Assertions.Expect(page.Locator("#plot svg")).ToBeVisibleAsync();
        foreach (var stranger in new[] { other, gone })
        {
            stranger.ExpectedStatus = 503;
            await stranger.OpenAsync("/streams/sample");
            await Assertions.Expect(stranger.Page.Locator("h1")).ToHaveTextAsync("The database does not answer");
            // Else it would ask again by itself when the database is back.
            await stranger.Page.GotoAsync("about:blank");
        }


        service.Open();
        // It looks every five seconds.
        await Assertions.Expect(page.Locator(".away")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#plot svg")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_that_reads_like_another_site_is_not_opened_and_a_form_is_not_sent_again()
    {
        service.Open();
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/streams/sample");
        person.ExpectedStatus = 503;
        service.Shut();

        await person.Page.ClickAsync("text=Judge by this profile");
        await Assertions.Expect(person.Page.Locator(".empty")).ToContainTextAsync("What you sent may not be done");
        (await person.Page.Locator(".empty .button").GetAttributeAsync("href")).Should().Be("/");
        (await person.Page.Locator("[data-awaits]").CountAsync()).Should().Be(0, "it waits for nothing");

        await person.OpenAsync("//other.example/streams");
        (await person.Page.Locator(".empty .button").GetAttributeAsync("href")).Should().Be("/");
        service.Open();
    }

    [GeneratedRegex(@"This is as of \d\d:\d\d:\d\d")]
    private static partial Regex AsOf();
}
