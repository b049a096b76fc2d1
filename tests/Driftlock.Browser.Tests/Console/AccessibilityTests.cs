using System.Net.Http.Json;
using Driftlock.Browser.Tests.Shared;
using Microsoft.Playwright;

namespace Driftlock.Browser.Tests.Console;

/// <summary>Each page by axe, in light and dark, at a desk and on a phone.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class AccessibilityTests(RunningService service, Chromium chromium)
{
    [Theory]
    [InlineData("/streams")]
    [InlineData("/streams/sample")]
    [InlineData("/streams/young")]
    [InlineData("/streams/sample/events/489")]
    [InlineData("/streams/sample/events/450")]
    [InlineData("/streams/young/events/7")]
    [InlineData("/anomalies")]
    [InlineData("/quick-start")]
    [InlineData("/status")]
    public async Task Axe_finds_nothing_and_no_page_is_wider_than_the_window(string page)
    {
        await service.DetectAsync("young", learn: true, [.. Samples.Lines("app.log").Take(212)]);
        await using var person = await chromium.SignInAsync(service);

        await person.OpenAsync(page);

        await person.IsForEverybodyAsync(page);
    }

    [Fact]
    public async Task Nor_on_the_page_of_an_incident()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/anomalies");

        await person.Page.ClickAsync("#inbox td a >> nth=0");
        await Assertions.Expect(person.Page.Locator(".inbox tbody tr").First).ToBeVisibleAsync();

        await person.IsForEverybodyAsync("an incident");
    }

    [Theory]
    [InlineData("/anomalies?status=investigating")]
    [InlineData("/streams/silent")]
    [InlineData("/streams/sample?to=2020-01-01T00:00:00Z")]
    public async Task Nor_where_there_is_nothing_to_show(string page)
    {
        await service.Api.PostAsJsonAsync(new Uri($"{service.Origin}/api/v1/streams"), new { slug = "silent" });
        await using var person = await chromium.SignInAsync(service);

        await person.OpenAsync(page);

        await Assertions.Expect(person.Page.Locator(".empty :is(h2, h3)")).ToBeVisibleAsync();
        await person.IsForEverybodyAsync(page);
    }

    [Fact]
    public async Task Nor_for_an_organization_that_has_no_stream()
    {
        (await service.FoundAsync("bare", "orbit")).Dispose();
        await using var person = await chromium.SignInAsync(service, organization: "bare");

        foreach (var page in new[] { "/streams", "/anomalies" })
        {
            await person.OpenAsync(page);
            await Assertions.Expect(person.Page.Locator(".empty :is(h1, h2)")).ToBeVisibleAsync();
            await person.IsForEverybodyAsync(page);
        }
    }

    [Fact]
    public async Task Nor_where_long_events_are_cut_off()
    {
        using var caller = await service.FoundAsync("cut-off", "orbit");
        await service.DetectAsync(caller, "long", learn: true, [.. Samples.Lines("app.log").Take(480)]);
        for (var odd = 0; odd < 6; odd++)
        {
            var words = Enumerable.Range(0, 70 + odd).Select(word => $"{(char)('P' + odd)}{word * 7919 % 97}%Zq#");
            await service.DetectAsync(
                caller, "long", learn: false, $"{new string((char)('A' + odd), 9 + odd)} {string.Join("/#", words)}");
        }

        await using var person = await chromium.SignInAsync(service, organization: "cut-off");
        foreach (var page in new[] { "/anomalies", "/streams/long" })
        {
            await person.OpenAsync(page);
            await Assertions.Expect(person.Page.Locator(".clip")).Not.ToHaveCountAsync(0);
            await person.IsForEverybodyAsync(page);
        }
    }

    [Fact]
    public async Task Nor_where_a_key_was_made()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/quick-start");

        await person.Page.ClickAsync("form[action='/quick-start/key'] button");

        await Assertions.Expect(person.Page.Locator(".block").First).ToContainTextAsync("dlk_live_");
        await person.IsForEverybodyAsync("a key that was made");
    }

    [Theory]
    [InlineData("/sign-in", 200)]
    [InlineData("/sign-in?token=some", 200)]
    [InlineData("/streams", 401)]
    [InlineData("/nowhere", 404)]
    public async Task Nor_for_who_is_not_signed_in(string page, int status)
    {
        await using var stranger = await chromium.OpenAsync(service.Origin, new BrowserNewContextOptions());
        stranger.ExpectedStatus = status;

        await stranger.OpenAsync(page);

        await stranger.IsForEverybodyAsync(page);
    }

    [Fact]
    public async Task Axe_finds_what_is_wrong()
    {
        await using var person = await chromium.SignInAsync(service);
        await person.OpenAsync("/anomalies");

        await person.Page.EvaluateAsync("() => document.querySelector('main').append(document.createElement('button'))");

        (await person.AuditAsync()).Should().ContainSingle().Which.Should().StartWith("button-name");
    }
}
