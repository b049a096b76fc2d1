using System.Net;
using System.Net.Http.Headers;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Keys;

/// <summary>How often an organization and its keys may call.</summary>
public sealed class OrganizationLimitTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    [Fact]
    public async Task A_key_that_is_held_shorter_is_told_so_and_its_organization_goes_on()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "radar", "operator"));
        var shortKey = await CallerWith(organization, requestsPerMinute: 2);
        var other = await CallerWith(organization, requestsPerMinute: null);

        await shortKey.GetAsync("/api/v1/whoami");
        var second = await shortKey.GetAsync("/api/v1/whoami");
        var third = await shortKey.GetAsync("/api/v1/whoami");

        second.StatusCode.Should().Be(HttpStatusCode.OK);
        second.Headers.GetValues("RateLimit-Policy").Should().HaveCount(2)
            .And.ContainSingle(policy => policy.StartsWith("\"organization\";q=", StringComparison.Ordinal))
            .And.Contain("\"key\";q=2;w=60");
        second.Headers.GetValues("X-RateLimit-Remaining").Should().Equal("0");
        await third.Problem(HttpStatusCode.TooManyRequests, "request.rate_limited");
        third.Headers.RetryAfter!.Delta.Should().BePositive();
        (await other.GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.OK);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        (await shortKey.GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_plan_says_how_often_all_keys_together_may_call()
    {
        var organization = await api.NewOrganization();
        await api.Send(new OpenAccount(organization, "pulse", "operator"));
        var allowed = (await api.Send(new GetEntitlements(organization))).Value!.RequestsPerMinute;
        var callers = new[] { await CallerWith(organization, null), await CallerWith(organization, null) };

        for (var i = 0; i < allowed; i++)
        {
            (await callers[i % 2].GetAsync("/api/v1/whoami")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        await (await callers[0].GetAsync("/api/v1/whoami")).Problem(HttpStatusCode.TooManyRequests, "request.rate_limited");
        await (await callers[1].GetAsync("/api/v1/whoami")).Problem(HttpStatusCode.TooManyRequests, "request.rate_limited");
    }

    private async Task<HttpClient> CallerWith(OrganizationId organization, int? requestsPerMinute)
    {
        var command = new IssueApiKey(organization, "test", "operator") { RequestsPerMinute = requestsPerMinute };
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (await api.Send(command)).Value!.Secret.Reveal());
        return caller;
    }
}
