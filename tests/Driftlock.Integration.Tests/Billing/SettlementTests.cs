using Driftlock.Application.Billing;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Shared;

namespace Driftlock.Integration.Tests.Billing;

public sealed class SettlementTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly ManualTime clock = new(BillingDesk.Noon);

    [Fact]
    [Trait("rule", "C-65")]
    public async Task What_was_committed_is_in_the_ledger_once_however_often_it_is_told()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Commit(organization, run);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.Settle(organization, run, 100)));

        (await Ledger(desk, organization)).Should().Be("included scored 100");
        (await desk.Usage(organization)).Used.Should().Be(100);
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_reserved_and_not_scored_is_given_back()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Commit(organization, run);

        await desk.Settle(organization, run, 60);

        (await Ledger(desk, organization)).Should().Be("included scored 60, rejected not_scored 40");
        (await desk.Usage(organization)).Used.Should().Be(60);
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_in_which_nothing_was_scored_gives_all_of_it_back()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Commit(organization, run);

        await desk.Settle(organization, run, 0);
        await desk.Settle(organization, run, 0);

        (await Ledger(desk, organization)).Should().Be("rejected not_scored 100");
        (await desk.Usage(organization)).Used.Should().Be(0);
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_beyond_the_included_events_is_booked_as_overage_to_the_unit()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 499_990, "radar");
        var second = BillingDesk.NewId();
        await desk.Reserve(organization, 25, second);
        foreach (var each in new[] { run, second }) await desk.Commit(organization, each);

        await desk.Settle(organization, run, 499_990);
        await desk.Settle(organization, second, 25);

        (await Ledger(desk, organization)).Should().Be("included scored 10, included scored 499990, overage scored 15");
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task Runs_that_are_told_together_are_booked_as_they_would_be_one_by_one()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, first) = await Reserved(desk, 499_990, "radar");
        Guid[] more = [BillingDesk.NewId(), BillingDesk.NewId(), BillingDesk.NewId()];
        foreach (var each in more) await desk.Reserve(organization, 25, each);
        foreach (var each in more.Prepend(first)) await desk.Commit(organization, each);
        await desk.Settle(organization, more[0], 5);

        await desk.SettleTogether(
            organization, (first, 499_990), (more[0], 5), (more[1], 25), (more[1], 25), (more[2], 0));

        (await Ledger(desk, organization)).Should().Be(
            "included scored 5, included scored 5, included scored 499990, overage scored 20, "
            + "rejected not_scored 20, rejected not_scored 25");
        (await desk.Usage(organization)).Used.Should().Be(500_020);
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task One_run_that_cannot_be_booked_keeps_back_those_that_are_told_with_it()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Commit(organization, run);

        await desk.Awaiting(one => one.SettleTogether(organization, (run, 100), (BillingDesk.NewId(), 1)))
            .Should().ThrowAsync<InvalidOperationException>();

        (await Ledger(desk, organization)).Should().BeEmpty();
    }

    [Theory]
    [Trait("rule", "C-64")]
    [InlineData(false, "rejected released 100", 0)]
    [InlineData(true, "", 100)]
    public async Task Work_that_failed_gives_its_units_back_unless_it_was_committed(
        bool committed, string ledger, long used)
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        if (committed) await desk.Commit(organization, run);

        await desk.Send(new ReleaseDetections(organization, run));
        await desk.Send(new ReleaseDetections(organization, run));

        (await Ledger(desk, organization)).Should().Be(ledger);
        (await desk.Usage(organization)).Used.Should().Be(used);
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_was_given_up_is_neither_reserved_nor_committed_again()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Send(new ReleaseDetections(organization, run));

        (await desk.Reserve(organization, 100, run)).Error.Should().Be(BillingErrors.RunGivenUp);
        (await desk.Commit(organization, run)).Should().BeFalse();
        await desk.Awaiting(one => one.Settle(organization, run, 100)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    [Trait("rule", "C-64")]
    public async Task Work_that_died_is_freed_when_its_lease_has_ended_and_not_before()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        clock.Advance(Lease - TimeSpan.FromTicks(10));
        await desk.FreeExpired();
        var before = await desk.Usage(organization);
        clock.Advance(TimeSpan.FromTicks(10));
        await desk.FreeExpired();

        before.Used.Should().Be(100);
        (await desk.Usage(organization)).Used.Should().Be(0);
        (await Ledger(desk, organization)).Should().Be("rejected expired 100");
        (await desk.Commit(organization, run)).Should().BeFalse();
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    [Trait("rule", "C-64")]
    public async Task Work_that_was_committed_waits_for_its_settlement_however_long_that_takes()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Commit(organization, run);
        for (var round = 0; round < 3; round++)
        {
            clock.Advance(Lease);
            await desk.FreeExpired();
        }

        await desk.Settle(organization, run, 100);

        (await Ledger(desk, organization)).Should().Be("included scored 100");
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    [Trait("rule", "C-64")]
    public async Task Of_a_commit_and_an_expiry_that_race_one_happens()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var organization = await desk.NewOrganization("orbit");
        var runs = Enumerable.Range(0, 40).Select(_ => BillingDesk.NewId()).ToList();
        foreach (var run in runs) await desk.Reserve(organization, 10, run);
        clock.Advance(Lease);

        var working = runs.Select(async run =>
        {
            if (!await desk.Commit(organization, run)) return 0;
            await desk.Settle(organization, run, 10);
            return 10;
        });
        var freeing = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => desk.FreeExpired()));
        var committed = (await Task.WhenAll(working)).Sum();
        await freeing;

        (await desk.Usage(organization)).Used.Should().Be(committed);
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_closed_a_week_ago_goes_in_one_round_however_much_it_is()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var organization = await desk.NewOrganization("pulse");
        await desk.Ask(organization, $"""
            insert into billing.reservations (organization, run, period_start, units, state, leased_until, closed_at)
            select '{organization.Value}', gen_random_uuid(), closed, 1, 'given_up', closed, closed
            from generate_series(0, 1200) number
            cross join lateral (
                select timestamptz '{BillingDesk.Noon:O}' - least(number, 1) * interval '8 days' as closed) day
            """);

        await desk.FreeExpired();

        (await desk.Ask(organization, "select count(*) from billing.reservations")).Should().Be("1");
    }

    [Fact]
    public async Task Units_are_booked_in_the_period_in_which_they_were_reserved()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, run) = await Reserved(desk, 100);
        await desk.Commit(organization, run);
        clock.Advance(TimeSpan.FromDays(1));

        await desk.Settle(organization, run, 100);

        (await desk.Usage(organization)).Used.Should().Be(0);
        (await desk.Ask(organization, "select period_start = '2026-01-01Z' from billing.ledger")).Should().Be("True");
        (await desk.Breaches()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("update billing.ledger set units = 1")]
    [InlineData("delete from billing.ledger")]
    public async Task What_is_in_the_ledger_stays(string statement)
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var organization = await desk.NewOrganization("pulse");

        await desk.Awaiting(one => one.Ask(organization, statement)).Should().ThrowAsync<Npgsql.PostgresException>();
    }

    [Theory]
    [InlineData("update billing.periods set accepted = accepted + 1")]
    [InlineData("update billing.reservations set state = 'settled', closed_at = now()")]
    [InlineData("update billing.reservations set units = units + 1")]
    public async Task A_unit_that_is_nowhere_is_found(string damage)
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var (organization, _) = await Reserved(desk, 100);

        await desk.Ask(organization, damage);

        (await desk.Breaches()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Usage_is_told_by_stream_and_by_key()
    {
        await using var desk = await BillingDesk.OpenAsync(clock);
        var organization = await desk.NewOrganization("pulse");
        var (stream, key, other) = (StreamId.From(BillingDesk.NewId()), BillingDesk.NewId(), BillingDesk.NewId());
        foreach (var (units, by) in new[] { (30, key), (20, key), (5, other) })
        {
            var run = BillingDesk.NewId();
            await desk.Reserve(organization, units, run);
            await desk.Settle(organization, run, units, stream, by);
        }

        await desk.Reserve(organization, 7);
        var usage = (await desk.Send(new GetUsage(organization))).Value!;

        usage.Counted.Should().Be(new UnitCounts(55, 7, 0));
        usage.Streams.Should().Equal(new UsagePart(stream.Value, 55));
        usage.Credentials.Should().Equal(new UsagePart(key, 50), new UsagePart(other, 5));
    }

    private static async Task<(OrganizationId Organization, Guid Run)> Reserved(
        BillingDesk desk, int events, string plan = "pulse")
    {
        var (organization, run) = (await desk.NewOrganization(plan), BillingDesk.NewId());
        (await desk.Reserve(organization, events, run)).IsSuccess.Should().BeTrue();
        return (organization, run);
    }

    private static Task<string?> Ledger(BillingDesk desk, OrganizationId organization) => desk.Ask(
        organization,
        "select string_agg(format('%s %s %s', kind, why, units), ', ' order by kind, units) from billing.ledger");
}
