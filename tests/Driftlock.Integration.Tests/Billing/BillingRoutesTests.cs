using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Detection;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Billing;

/// <summary>What a caller is told of its account, and of what it has used.</summary>
public sealed class BillingRoutesTests(KeyedApiFixture api) : IClassFixture<KeyedApiFixture>
{
    private const string Usage = "/api/v1/billing/usage";

    [Theory]
    [InlineData("pulse", "none")]
    [InlineData("orbit", "active")]
    public async Task Every_answer_to_a_caller_says_its_plan_and_how_it_stands(string plan, string status)
    {
        var caller = await NewCaller(plan, Scope.Detect);
        using var malformed = new StringContent("{", Encoding.UTF8, "application/json");

        var served = await caller.GetAsync("/api/v1/whoami");
        var lacking = await caller.GetAsync("/api/v1/streams");
        var refused = await caller.PostAsync("/api/v1/anomalies/detect", malformed);

        (served.StatusCode, lacking.StatusCode, refused.StatusCode).Should()
            .Be((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest));
        foreach (var answer in new[] { served, lacking, refused })
        {
            answer.Headers.GetValues("X-Billing-Plan").Should().Equal(plan);
            answer.Headers.GetValues("X-Billing-Status").Should().Equal(status);
            answer.Headers.GetValues("X-RateLimit-Limit").Should().ContainSingle();
            answer.Headers.GetValues("RateLimit").Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Who_is_not_known_is_told_nothing_of_any_account()
    {
        var answer = await api.NewCaller().GetAsync("/api/v1/whoami");

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("X-Billing-Plan").Should().BeFalse();
    }

    [Fact]
    public async Task Who_has_no_account_is_served_with_the_smallest_rate_and_told_of_no_plan()
    {
        var caller = await NewCaller(plan: null, Scope.UsageRead);

        var answer = await caller.GetAsync(Usage);

        await answer.Problem(HttpStatusCode.PaymentRequired, "billing.no_account");
        answer.Headers.Contains("X-Billing-Plan").Should().BeFalse();
        answer.Headers.GetValues("X-RateLimit-Limit").Should().Equal("60");
    }

    [Fact]
    public async Task Usage_is_told_in_all_and_by_day_stream_and_key()
    {
        var caller = await NewCaller("orbit", Scope.UsageRead, Scope.Detect);
        var request = new { baseline = UsualLog.Lines(400), events = UsualLog.Lines(7, from: 400) };
        (await caller.PostAsJsonAsync("/api/v1/analyze", request)).StatusCode.Should().Be(HttpStatusCode.OK);

        var usage = await SettledUsage(caller);

        var key = (await (await caller.GetAsync("/api/v1/whoami")).Json())["key"]!.GetValue<string>();
        usage["totals"]!.ToJsonString().Should().Be("""{"accepted":7,"settled":7,"pending":0,"rejected":0}""");
        usage["by_day"]!.AsArray().Single()!.ToJsonString().Should()
            .Be($$"""{"day":"{{api.Clock.GetUtcNow():yyyy-MM-dd}}","events":7}""");
        usage["by_stream"]!.ToJsonString().Should().Be("""[{"stream_id":null,"events":7}]""");
        usage["by_key"]!.ToJsonString().Should().Be($$"""[{"key_id":"{{key}}","events":7}]""");
        usage["plan"]!.GetValue<string>().Should().Be("orbit");
    }

    [Fact]
    public async Task Usage_is_for_those_who_may_read_it()
    {
        await (await (await NewCaller("pulse", Scope.Detect)).GetAsync(Usage))
            .Problem(HttpStatusCode.Forbidden, "request.scope_missing");
        await (await api.NewCaller().GetAsync(Usage)).Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
    }

    // It is settled by a message, a moment after the answer.
    private static async Task<JsonNode> SettledUsage(HttpClient caller)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var usage = await (await caller.GetAsync(Usage, patience.Token)).Json();
            if (usage["totals"]!["settled"]!.GetValue<long>() > 0) return usage;

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    private async Task<HttpClient> NewCaller(string? plan, params string[] scopes)
    {
        var organization = await api.NewOrganization();
        if (plan is not null) await api.Send(new OpenAccount(organization, plan, "operator"));
        var issued = await api.Send(new IssueApiKey(organization, "test", "operator") { Scopes = scopes });
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("X-Api-Key", issued.Value!.Secret.Reveal());
        return caller;
    }
}
