using Driftlock.Application.Billing;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Billing;

public sealed class AccountTests
{
    [Theory]
    [InlineData("pulse", "pulse", "none", 5, 60, 7, 100_000_000L, 10_000L)]
    [InlineData("signal", "radar", "active", 20, 300, 30, 2_000_000_000L, 500_000L)]
    [InlineData("transistor", "tensor", "active", 100, 1_200, 90, 20_000_000_000L, 5_000_000L)]
    [InlineData("enterprise", "orbit", "active", 500, 6_000, 365, 200_000_000_000L, null)]
    public async Task An_organization_may_use_what_the_catalogue_says(
        string name, string plan, string status, int streams, int requests, int days, long bytes, long? included)
    {
        await using var desk = await BillingDesk.OpenAsync(new ManualTime(BillingDesk.Noon));
        var organization = await desk.NewOrganization(name);

        var entitlements = (await desk.Send(new GetEntitlements(organization))).Value;

        entitlements.Should().Be(new Entitlements(
            plan, status, streams, requests, days, bytes, new Usage(0, included, BillingDesk.Noon.AddHours(12)))
        {
            GrantsDetections = true,
        });
    }

    [Fact]
    public async Task An_account_is_opened_once()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = OrganizationId.From(BillingDesk.NewId());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => desk.Send(new OpenAccount(organization, "pulse", "operator"))));
        var another = await desk.Send(new OpenAccount(organization, "orbit", "operator"));

        answers.Should().OnlyContain(answer => answer.IsSuccess);
        another.Error.Should().Be(BillingErrors.AccountExists);
    }

    [Theory]
    [InlineData("gold", "billing.no_such_plan")]
    [InlineData("", "request.invalid")]
    public async Task A_plan_that_is_none_is_refused(string plan, string code)
    {
        await using var desk = await BillingDesk.OpenAsync();

        var answer = await desk.Send(new OpenAccount(OrganizationId.From(BillingDesk.NewId()), plan, "operator"));

        answer.Error!.Code.Should().Be(code);
    }

    [Fact]
    public async Task What_an_organization_may_use_is_remembered_for_two_seconds_and_its_usage_is_known_at_once()
    {
        var clock = new ManualTime(BillingDesk.Noon);
        await using var desk = await BillingDesk.OpenAsync(clock);
        var organization = await desk.NewOrganization("pulse");
        await desk.Send(new GetEntitlements(organization));
        await desk.Publish("streams = 6 where name = 'pulse'");
        await desk.Reserve(organization, 5);

        clock.Advance(EntitlementsCache.Longest - TimeSpan.FromTicks(1));
        var remembered = (await desk.Send(new GetEntitlements(organization))).Value!;
        clock.Advance(TimeSpan.FromTicks(1));
        var read = (await desk.Send(new GetEntitlements(organization))).Value!;

        remembered.Streams.Should().Be(5);
        remembered.Usage.Used.Should().Be(5);
        read.Streams.Should().Be(6);
    }

    [Fact]
    public async Task An_account_that_is_opened_counts_at_once()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = OrganizationId.From(BillingDesk.NewId());
        (await desk.Send(new GetEntitlements(organization))).Error.Should().Be(BillingErrors.NoAccount);

        await desk.Send(new OpenAccount(organization, "free", "operator"));

        (await desk.Send(new GetEntitlements(organization))).Value!.Plan.Should().Be("pulse");
    }
}
