using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Billing;

public sealed class ReserveDetectionsTests
{
    [Theory]
    [Trait("rule", "C-62")]
    [InlineData(1, 500)]
    [InlineData(7, 497)]
    public async Task Many_clients_at_once_get_exactly_what_the_plan_includes(int events, int expected)
    {
        const int Clients = 16;
        await using var desk = await BillingDesk.OpenAsync();
        await desk.Publish("included_events = 500 where name = 'pulse'");
        var organization = await desk.NewOrganization("pulse");

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var taken = 0;
            for (var request = 0; request < 600 / Clients / events + 1; request++)
            {
                if ((await desk.Reserve(organization, events)).IsSuccess) taken += events;
            }

            return taken;
        }));

        answers.Sum().Should().Be(expected);
        (await desk.Usage(organization)).Used.Should().Be(expected);
        (await desk.Ask(organization, "select sum(units) from billing.reservations")).Should().Be($"{expected}");
    }

    [Fact]
    public async Task Those_that_ask_at_once_are_each_told_what_is_used_with_theirs()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("orbit");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => desk.Reserve(organization, 3)));

        answers.Select(answer => answer.Value!.Used).Should()
            .BeEquivalentTo(Enumerable.Range(1, 40).Select(number => 3L * number));
    }

    [Fact]
    [Trait("rule", "C-63")]
    public async Task What_does_not_fit_as_a_whole_is_refused_until_the_period_ends_and_counts_nothing()
    {
        await using var desk = await BillingDesk.OpenAsync(new ManualTime(BillingDesk.Noon));
        var organization = await desk.NewOrganization("pulse");
        (await desk.Reserve(organization, 9_999)).Value!.Used.Should().Be(9_999);

        var refusal = (await desk.Reserve(organization, 2)).Error!;
        var last = await desk.Reserve(organization, 1);

        refusal.Code.Should().Be("billing.quota_exceeded");
        refusal.Kind.Should().Be(ErrorKind.Limited);
        refusal.RetryAfter.Should().Be(TimeSpan.FromHours(12));
        last.Value!.Used.Should().Be(10_000);
    }

    [Fact]
    [Trait("rule", "C-71")]
    public async Task A_plan_without_a_limit_counts_all_the_same()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("orbit");

        await desk.Reserve(organization, int.MaxValue);
        var usage = (await desk.Reserve(organization, int.MaxValue)).Value!;

        usage.Used.Should().Be(2L * int.MaxValue);
        usage.Included.Should().BeNull();
    }

    [Fact]
    public async Task A_paid_plan_serves_beyond_what_it_includes_up_to_its_cap()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("radar");

        (await desk.Reserve(organization, 600_000)).IsSuccess.Should().BeTrue();

        (await desk.Reserve(organization, 1)).Error!.Code.Should().Be("billing.quota_exceeded");
    }

    [Fact]
    [Trait("rule", "C-61")]
    public async Task The_same_run_counts_once_however_often_and_however_much_at_once_it_comes()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("pulse");
        var run = BillingDesk.NewId();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => desk.Reserve(organization, 40, run)));

        answers.Should().OnlyContain(answer => answer.IsSuccess && answer.Value.Used == 40);
        (await desk.Usage(organization)).Used.Should().Be(40);
    }

    [Fact]
    public async Task A_run_that_had_its_units_has_them_when_the_plan_is_used_up_too()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("pulse");
        var run = BillingDesk.NewId();
        await desk.Reserve(organization, 10_000, run);

        (await desk.Reserve(organization, 10_000, run)).Value!.Used.Should().Be(10_000);
    }

    [Fact]
    [Trait("rule", "C-66")]
    public async Task An_event_at_the_end_of_a_period_counts_in_the_next()
    {
        var clock = new ManualTime(BillingDesk.Noon);
        await using var desk = await BillingDesk.OpenAsync(clock);
        var organization = await desk.NewOrganization("pulse");
        clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMicroseconds(1));
        var last = (await desk.Reserve(organization, 10_000)).Value!;
        clock.Advance(TimeSpan.FromMicroseconds(1));

        var first = (await desk.Reserve(organization, 1)).Value!;

        last.PeriodEnd.Should().Be(BillingDesk.Noon.AddHours(12));
        first.Used.Should().Be(1);
        first.PeriodEnd.Should().Be(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Nothing_is_reserved_for_no_event_and_no_account()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("pulse");
        var stranger = OrganizationId.From(BillingDesk.NewId());

        (await desk.Reserve(organization, 0)).Value!.Used.Should().Be(0);
        (await desk.Reserve(stranger, 1)).Error.Should().Be(BillingErrors.NoAccount);
        (await desk.Reserve(organization, -1)).Error!.Code.Should().Be("request.invalid");
    }

    [Fact]
    public async Task A_suspended_organization_is_not_served()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var organization = await desk.NewOrganization("orbit");
        await desk.Reserve(organization, 1);
        await desk.Ask(organization, "update billing.accounts set status = 'suspended'");

        var refusal = (await desk.Reserve(organization, 1)).Error!;

        refusal.Should().Be(BillingErrors.Suspended);
        refusal.Kind.Should().Be(ErrorKind.PaymentRequired);
    }

    [Fact]
    [Trait("rule", "C-101")]
    public async Task Organizations_do_not_share_a_count()
    {
        await using var desk = await BillingDesk.OpenAsync();
        var (one, other) = (await desk.NewOrganization("pulse"), await desk.NewOrganization("pulse"));
        var run = BillingDesk.NewId();

        await desk.Reserve(one, 10_000, run);

        (await desk.Reserve(other, 10_000, run)).IsSuccess.Should().BeTrue();
        (await desk.Ask(other, "select count(*) from billing.periods")).Should().Be("1");
    }
}
