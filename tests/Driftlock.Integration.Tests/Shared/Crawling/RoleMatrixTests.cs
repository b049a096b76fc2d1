using Driftlock.Domain.Identity;
using Driftlock.Domain.Shared;

namespace Driftlock.Integration.Tests.Shared.Crawling;

/// <summary>Which role may ask which route: what the routes say, against what was decided.</summary>
public sealed class RoleMatrixTests(CrawledFixture api) : IClassFixture<CrawledFixture>
{
    [Fact]
    public void Each_role_may_what_was_decided_and_nothing_else()
    {
        api.NewCaller();
        var scoped = EveryRoute.Of(api.Services).Where(route => route.Scope is not null).ToList();

        foreach (var route in scoped)
        {
            Role.All.Where(role => Role.ScopesOf(role).Contains(route.Scope!)).Should().Equal(
                Role.All.SkipWhile(role => role != Least(route)), $"{route.Method} {route.Pattern}");
        }

        scoped.Select(Least).Distinct().Should().BeSubsetOf(Role.All).And.HaveCountGreaterThan(1);
    }

    [Fact]
    public void Scopes_for_services_alone_are_no_roles() =>
        Role.All.SelectMany(Role.ScopesOf).Should().NotContain(Scope.UsageWrite);

    // Reading streams, anomalies and usage: everybody. Detecting, judging, changing streams: members. Keys, alerts, policy,
    // members, audit, portal and invoices: admins. The plan and the organization itself: owners.
    private static string Least(Route route)
    {
        var area = route.Pattern.Replace("/api/v1/", "", StringComparison.Ordinal).Split('/')[0];
        return (area, route.Changes) switch
        {
            ("streams" or "anomalies" or "incidents" or "profiles", false) => Role.Viewer,
            ("billing", false) when route.Pattern.EndsWith("/usage", StringComparison.Ordinal) => Role.Viewer,
            ("streams" or "anomalies" or "incidents" or "analyze", true) => Role.Member,
            _ when route.Pattern == "/v1/detect" => Role.Member,
            ("keys" or "alerts" or "organization" or "audit" or "billing", _) => Role.Admin,
            _ => throw new InvalidOperationException($"Nobody has decided who may {route.Method} {route.Pattern}."),
        };
    }
}
