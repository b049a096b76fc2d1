using System.Net;
using System.Net.Http.Json;

namespace Driftlock.Integration.Tests.Shared;

public sealed class RateLimitTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_eleventh_request_of_a_minute_is_told_when_to_come_back()
    {
        var caller = api.NewCaller();
        for (var i = 0; i < 10; i++) (await Ask(caller)).StatusCode.Should().Be(HttpStatusCode.OK);

        var refused = await Ask(caller);

        await refused.Problem(HttpStatusCode.TooManyRequests, "request.rate_limited");
        refused.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        (await Ask(api.NewCaller())).StatusCode.Should().Be(HttpStatusCode.OK, "each address has its own rate");
    }

    [Fact]
    public async Task Every_answer_says_in_both_forms_how_the_caller_stands()
    {
        var caller = api.NewCaller();

        await Ask(caller);
        var second = await Ask(caller);

        second.Headers.GetValues("RateLimit-Policy").Should().Equal("\"demo\";q=10;w=60");
        second.Headers.GetValues("RateLimit").Single().Should().MatchRegex("^\"demo\";r=8;t=[1-9][0-9]?$");
        second.Headers.GetValues("X-RateLimit-Limit").Should().Equal("10");
        second.Headers.GetValues("X-RateLimit-Remaining").Should().Equal("8");
        second.Headers.GetValues("X-RateLimit-Reset").Single().Should().MatchRegex("^[1-9][0-9]?$");
    }

    [Fact]
    public async Task Who_has_tried_the_demo_may_still_sign_in()
    {
        var caller = api.NewCaller();
        for (var i = 0; i < 11; i++) await Ask(caller);

        var answer = await caller.PostAsJsonAsync("/api/v1/auth/sessions", new { token = "none" });

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("RateLimit-Policy").Should().Equal("\"sign_in\";q=10;w=60");
    }

    [Fact]
    public async Task Addresses_of_one_network_of_IPv6_share_their_rate()
    {
        for (var i = 1; i <= 10; i++) (await Ask(At($"2001:db8:1:1::{i}"))).StatusCode.Should().Be(HttpStatusCode.OK);

        (await Ask(At("2001:db8:1:1:ffff::1"))).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await Ask(At("2001:db8:1:2::1"))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_of_IPv4_is_the_same_in_either_writing()
    {
        for (var i = 0; i < 10; i++) await Ask(At("203.0.113.7"));

        (await Ask(At("::ffff:203.0.113.7"))).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task An_address_that_the_caller_claims_counts_for_nothing()
    {
        var caller = api.NewCaller();
        for (var i = 0; i < 10; i++) await Ask(caller);
        caller.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.99");

        (await Ask(caller)).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_is_not_for_everybody_to_spend_is_not_limited()
    {
        var caller = api.NewCaller();

        for (var i = 0; i < 15; i++) (await caller.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private HttpClient At(string address) => api.CallerAt(IPAddress.Parse(address));

    private static Task<HttpResponseMessage> Ask(HttpClient caller) =>
        caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });
}
