using System.Net;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Keys;
using Driftlock.Domain.Keys;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Integration.Tests.Shared.Crawling;

/// <summary>A key that is taken back in the last moment of a request, on every route that changes something.</summary>
public sealed class RevokedWhileRunningTests(CrawledFixture api) : IClassFixture<CrawledFixture>
{
    // Work that stores nothing of its own; what it does is to answer.
    private static readonly string[] ChangeNothing = ["DetectDemo", "SignIn", "SignOut"];

    private static readonly string Rows = "select " + string.Join(" || ' ' || ", new[]
    {
        "detection.streams", "detection.heads", "detection.log", "detection.anomalies", "detection.groups",
        "detection.client_ids", "billing.accounts", "identity.members", "identity.sessions",
    }.Select(table => $"(select count(*) from {table})"));

    [Fact]
    public async Task P_2_C_90_It_answers_401_commits_nothing_and_costs_nothing()
    {
        var organization = await api.NewOrganization();
        var (filler, _) = await api.NewCaller(organization);
        var filled = await CrawledFixture.Fill(filler, "app");
        var changing = EveryRoute.Of(api.Services)
            .Where(route => route.Changes && !ChangeNothing.Contains(route.Name)).ToList();

        foreach (var route in changing)
        {
            var (caller, _) = await api.NewCaller(organization);
            var (rows, used) = (await Count(), await Used(organization));
            var asked = 0;
            api.BeforeGuard = key =>
            {
                asked++;
                return api.Send(new RevokeApiKey(organization, ApiKeyId.From(key), "operator"));
            };

            using var request = route.Asking(filled);
            var answer = await caller.SendAsync(request);
            api.BeforeGuard = null;

            asked.Should().BePositive($"{route.Method} {route.Pattern} has to ask the guard before it commits");
            await answer.Problem(HttpStatusCode.Unauthorized, "request.unauthenticated");
            (await Count()).Should().Be(rows, route.Name);
            (await Used(organization)).Should().Be(used, route.Name);
        }

        changing.Should().HaveCountGreaterThan(8);
    }

    private async Task<string?> Count()
    {
        await using var command = api.Services.GetRequiredService<Database>().Worker.CreateCommand(Rows);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    // Not from what was remembered a moment ago.
    private async Task<long> Used(Domain.Shared.OrganizationId organization) =>
        (await api.Send(new ReserveDetections(organization, Billing.BillingDesk.NewId(), 0))).Value!.Used;
}
