using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Driftlock.Api.Keys.Console;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The key that the page makes; what its blocks do is tried by a browser and a shell.</summary>
public sealed partial class QuickStartPageTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task A_key_that_is_made_there_works_at_once_and_is_shown_once()
    {
        var visitor = await Visitor.SignedIn(api, Role.Admin);
        (await visitor.Get("/quick-start")).Should().Contain("read -rs DRIFTLOCK_API_KEY").And.NotContain("dlk_");

        var answer = await visitor.Submit("/quick-start/key");

        var page = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, page);
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        page.Should().Contain("<h1>Quick start</h1>");
        var key = Key().Matches(page).Should().ContainSingle().Subject.Value;
        var who = await (await CallerWith(key).GetAsync("/api/v1/whoami")).Json();
        who["organization"]!["id"]!.GetValue<Guid>().Should().Be(visitor.Organization.Value);
        who["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).Should().BeEquivalentTo(
            "ingest", "detect", "streams:read", "streams:write", "anomalies:read");
        (await visitor.Get("/quick-start")).Should().NotContain("dlk_");
    }

    [Fact]
    public async Task It_ends_by_itself_after_a_week()
    {
        var visitor = await Visitor.SignedIn(api, Role.Owner);
        await visitor.Get("/quick-start");
        var key = Key().Match(await (await visitor.Submit("/quick-start/key")).Content.ReadAsStringAsync()).Value;
        api.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        (await CallerWith(key).GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.OK);

        api.Clock.Advance(TimeSpan.FromMinutes(1));

        await (await CallerWith(key).GetAsync("/api/v1/whoami"))
            .Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Member)]
    public async Task Whose_role_makes_no_keys_is_told_whom_to_ask(string role)
    {
        var visitor = await Visitor.SignedIn(api, role);

        var page = await visitor.Get("/quick-start");
        var answer = await visitor.Submit("/quick-start/key");

        page.Should().Contain("Ask an administrator").And.Contain("<code>streams:write</code>").And.NotContain("/quick-start/key");
        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("dlk_");
    }

    [Fact]
    public async Task The_blocks_have_the_address_that_the_browser_came_to()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);

        var page = WebUtility.HtmlDecode(await visitor.Get("/quick-start"));

        var origin = api.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
        page.Should().Contain($"export DRIFTLOCK_URL={origin}\n")
            .And.Contain($"{origin}/api/v1/anomalies/detect");
    }

    [Theory]
    [InlineData("driftlock.example", "http://driftlock.example")]
    [InlineData("192.0.2.7:8080", "http://192.0.2.7:8080")]
    [InlineData("[2001:db8::1]:8080", "http://[2001:db8::1]:8080")]
    [InlineData("$(reboot)", "http://localhost:5000")]
    [InlineData("a;reboot:80", "http://localhost:5000")]
    [InlineData("a`reboot`", "http://localhost:5000")]
    public void What_is_no_host_comes_into_no_block(string host, string origin)
    {
        var context = new DefaultHttpContext();
        (context.Request.Scheme, context.Request.Host, context.Connection.LocalPort) = ("http", new HostString(host), 5000);

        QuickStartBlocks.OriginOf(context.Request).Should().Be(origin);
    }

    [Fact]
    public async Task Empty_pages_lead_there()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);

        (await visitor.Get("/streams")).Should().Contain("No stream yet").And.Contain("class=\"button primary\" href=\"/quick-start\"");
        (await visitor.Get("/anomalies")).Should().Contain("No stream yet").And.Contain("class=\"button primary\" href=\"/quick-start\"");
    }

    private HttpClient CallerWith(string key)
    {
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return caller;
    }

    [GeneratedRegex("dlk_(live|test)_[0-9A-Za-z]{38}", RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
