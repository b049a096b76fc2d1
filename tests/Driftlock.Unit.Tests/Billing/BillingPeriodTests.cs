using System.Globalization;
using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Driftlock.Unit.Tests.Billing;

[Trait("rule", "C-66")]
public sealed class BillingPeriodTests
{
    private static readonly Arbitrary<DateTimeOffset> AnyInstant = Arb.From(
        Gen.Choose(0, int.MaxValue).SelectMany(seconds => Gen.Choose(-14 * 60, 14 * 60).Select(zone =>
            DateTimeOffset.UnixEpoch.AddSeconds(2L * seconds).ToOffset(TimeSpan.FromMinutes(zone)))));

    [Theory]
    [InlineData("2026-01-29T00:00:00Z", "2026-01-01", "2026-02-01")]
    [InlineData("2026-01-31T23:59:59.999Z", "2026-01-01", "2026-02-01")]
    [InlineData("2026-02-01T00:00:00Z", "2026-02-01", "2026-03-01")]
    [InlineData("2028-02-29T12:00:00Z", "2028-02-01", "2028-03-01")]
    [InlineData("2026-12-31T23:00:00-05:00", "2027-01-01", "2027-02-01")]
    [InlineData("2026-03-29T03:30:00+02:00", "2026-03-01", "2026-04-01")]
    public void Without_a_subscription_the_period_is_the_month_in_UTC(string instant, string start, string end) =>
        BillingPeriod.MonthOf(At(instant)).Should().Be(new BillingPeriod(At(start), At(end)));

    [Fact]
    public void Every_instant_is_in_its_month_and_in_neither_neighbour() => Prop.ForAll(AnyInstant, instant =>
    {
        var month = BillingPeriod.MonthOf(instant);
        var next = BillingPeriod.MonthOf(month.End);
        var last = BillingPeriod.MonthOf(month.Start.AddTicks(-1));
        return month.Contains(instant) && next.Start == month.End && last.End == month.Start
            && !next.Contains(instant) && !last.Contains(instant);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    [InlineData("2026-02-28T09:59:59Z", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    [InlineData("2026-02-28T10:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    public void A_paid_period_counts_from_its_first_instant_up_to_its_end(string instant, string start, string end)
    {
        var account = new Account
        {
            Id = OrganizationId.From(Guid.Empty),
            Plan = "radar",
            Status = BillingStatus.Active,
            PaidFrom = At("2026-01-31T10:00:00Z"),
            PaidUntil = At("2026-02-28T10:00:00Z"),
            OpenedAt = At("2026-01-31T10:00:00Z"),
        };

        account.PeriodAt(At(instant)).Should().Be(new BillingPeriod(At(start), At(end)));
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
