using System.Text.Json.Nodes;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Billing;

public sealed class PlansTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Everyone_can_read_the_catalogue()
    {
        var answer = await (await api.NewCaller().GetAsync("/api/v1/billing/plans")).Json();

        var plans = answer["plans"]!.AsArray();
        plans.Select(plan => plan!["name"]!.GetValue<string>()).Should().Equal("pulse", "radar", "tensor", "orbit");
        JsonNode.DeepEquals(plans[1], JsonNode.Parse("""
            {
              "name": "radar",
              "price_per_month": { "minor": 1500, "currency": "USD" },
              "included_events": 500000,
              "overage": { "events": 1000, "price": { "minor": 4, "currency": "USD" } },
              "retention_days": 30,
              "alerts_per_period": 1000,
              "streams": 20,
              "requests_per_minute": 300,
              "teaching_bytes_per_day": 2000000000,
              "features": ["console", "api", "cli", "email_alerts", "webhook_alerts", "usage_forecast"]
            }
            """)).Should().BeTrue();
        plans[0]!["overage"].Should().BeNull();
        plans[3]!["included_events"].Should().BeNull();
    }
}
