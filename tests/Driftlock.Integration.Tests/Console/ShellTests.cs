using System.Globalization;
using System.Net;
using Driftlock.Application.Detection;
using Driftlock.Application.Identity;
using Driftlock.Application.Keys;
using Driftlock.Domain.Identity;
using Driftlock.Integration.Tests.Keys;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Console;

/// <summary>The frame of the console: who comes in, what is refused and how, what browsers are told.</summary>
public sealed class ShellTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task P_5_Opening_a_link_signs_nobody_in_and_pressing_the_button_does()
    {
        var organization = await api.NewOrganization();
        var token = (await api.Send(new CreateSignInLink(organization, "ada@example.org", Role.Owner))).Value!.Token.Reveal();
        var scanner = new Visitor(api);
        var person = new Visitor(api);

        await scanner.Get($"/sign-in?token={token}");
        (await scanner.Open("/status")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        await person.Get($"/sign-in?token={token}");
        (await person.Submit("/session", ("token", token))).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await person.Get("/status")).Should().Contain("ada@example.org").And.Contain("owner of keyed-");
    }

    [Fact]
    public async Task A_link_that_was_used_is_refused_by_a_page()
    {
        var token = (await api.Send(
            new CreateSignInLink(await api.NewOrganization(), "ada@example.org", Role.Owner))).Value!.Token.Reveal();
        var visitor = new Visitor(api);
        await visitor.Get($"/sign-in?token={token}");
        (await visitor.Submit("/session", ("token", token))).StatusCode.Should().Be(HttpStatusCode.SeeOther);

        var other = new Visitor(api);
        await other.Get($"/sign-in?token={token}");
        var again = await other.Submit("/session", ("token", token));

        again.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await again.Content.ReadAsStringAsync()).Should().Contain("You are not signed in");
    }

    [Theory]
    [InlineData("")]
    [InlineData("CfDJ8invented")]
    public async Task A_form_of_another_site_does_nothing(string token)
    {
        var visitor = await Visitor.SignedIn(api, Role.Owner);
        await visitor.Get("/status");
        visitor.FormToken = token;

        (await visitor.Submit("/session/end")).StatusCode.Should().Be(HttpStatusCode.BadRequest);

        await visitor.Get("/status");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        await visitor.Get("/status");

        var answer = await visitor.Submit("/session/end");

        answer.Headers.Location.Should().Be("/sign-in");
        (await visitor.Open("/status")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/streams", HttpStatusCode.Unauthorized, "You are not signed in")]
    [InlineData("/nowhere", HttpStatusCode.NotFound, "There is nothing here")]
    public async Task What_is_refused_to_a_browser_is_a_page(string address, HttpStatusCode status, string title)
    {
        var answer = await new Visitor(api).Open(address);

        answer.StatusCode.Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await answer.Content.ReadAsStringAsync()).Should().Contain($"<h1>{title}</h1>");
    }

    [Theory]
    [InlineData("/api/v1/streams", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/nowhere", HttpStatusCode.NotFound)]
    public async Task What_the_API_refuses_is_a_problem_also_to_a_browser(string address, HttpStatusCode status)
    {
        var answer = await new Visitor(api).Open(address);

        answer.StatusCode.Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task A_page_lets_nothing_in_from_elsewhere_and_is_kept_nowhere()
    {
        var answer = await new Visitor(api).Open("/sign-in?token=x");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().StartWith("default-src 'none'; script-src 'self'; style-src 'self'")
            .And.Contain("frame-ancestors 'none'").And.NotContain("unsafe");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        (await answer.Content.ReadAsStringAsync()).Should().NotContain(" style=").And.NotContain("http://")
            .And.NotContain("https://");
    }

    [Fact]
    public async Task The_files_of_a_page_have_names_that_change_with_them()
    {
        var page = await new Visitor(api).Get("/sign-in");

        foreach (var file in new[] { "/console.", "/mark." })
        {
            var from = page.IndexOf($"\"{file}", StringComparison.Ordinal) + 1;
            var address = page[from..page.IndexOf('"', from)];
            var answer = await new Visitor(api).Open(address);

            address.Should().MatchRegex(@"^/[a-z]+\.[a-z0-9]{10}\.[a-z]+$");
            answer.StatusCode.Should().Be(HttpStatusCode.OK, address);
        }
    }

    [Fact]
    public async Task What_breaks_in_a_page_is_a_page_too_and_says_nothing_of_the_inside()
    {
        await using var broken = new BrokenFixture();
        await broken.InitializeAsync();
        var visitor = await Visitor.SignedIn(broken, Role.Viewer);

        var answer = await visitor.Open("/streams");

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("<h1>Something went wrong here</h1>")
            .And.NotContain("planted");
    }

    [Fact]
    public async Task Pages_take_nothing_of_what_the_plan_lets_programs_ask()
    {
        var visitor = await Visitor.SignedIn(api, Role.Viewer);
        var caller = api.NewCaller();
        var key = (await api.Send(new IssueApiKey(visitor.Organization, "test", "operator"))).Value!.Secret.Reveal();
        caller.DefaultRequestHeaders.Add("X-Api-Key", key);
        var before = await LeftAsync();

        for (var i = 0; i < 5; i++) await visitor.Get("/status");

        (await LeftAsync()).Should().Be(before - 1);
        var page = await visitor.Open("/status");
        page.Headers.GetValues("RateLimit-Policy").Should().Equal("\"pages\";q=1200;w=60");

        async Task<int> LeftAsync() => int.Parse(
            (await caller.GetAsync("/api/v1/whoami")).Headers.GetValues("X-RateLimit-Remaining").Single(),
            CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Who_asks_for_pages_without_end_is_told_when_to_come_back_by_a_page()
    {
        await using var narrow = new KeyedApiFixture
        {
            Settings = new Dictionary<string, string> { ["Edge:PagesPerMinute"] = "3" },
        };
        await narrow.InitializeAsync();
        var visitor = await Visitor.SignedIn(narrow, Role.Viewer);
        for (var i = 0; i < 3; i++) await visitor.Get("/status");

        var refused = await visitor.Open("/status");

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
        (await refused.Content.ReadAsStringAsync()).Should().Contain("<h1>Too many requests</h1>");
        var colleague = await Visitor.SignedIn(narrow, Role.Member, visitor.Organization);
        await colleague.Get("/status");
    }

    private sealed class BrokenFixture : KeyedApiFixture
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddScoped<IDetectionDb>(
                _ => throw new InvalidOperationException("planted")));
        }
    }
}
