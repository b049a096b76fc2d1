using Driftlock.Domain.Billing;
using Driftlock.Domain.Shared;

namespace Driftlock.Unit.Tests.Billing;

public sealed class AllowanceTests
{
    [Theory]
    [InlineData(CapBehaviour.Block, null, 500_000L)]
    [InlineData(CapBehaviour.SoftCap, null, 600_000L)]
    [InlineData(CapBehaviour.AllowOverage, null, null)]
    [InlineData(CapBehaviour.AllowOverage, 0L, 500_000L)]
    [InlineData(CapBehaviour.AllowOverage, 9L, 502_000L)]
    public void A_plan_that_sells_more_serves_up_to_the_cap(CapBehaviour cap, long? spend, long? ceiling) =>
        Allowance.Of(Account(cap, spend), Plan(500_000, 4)).Should().Be(new Allowance(500_000, ceiling));

    [Theory]
    [InlineData(CapBehaviour.Block)]
    [InlineData(CapBehaviour.SoftCap)]
    [InlineData(CapBehaviour.AllowOverage)]
    public void A_plan_that_sells_nothing_more_ends_where_its_events_do(CapBehaviour cap)
    {
        Allowance.Of(Account(cap), Plan(10_000, null)).Should().Be(new Allowance(10_000, 10_000));
        Allowance.Of(Account(cap), Plan(null, null)).Should().Be(new Allowance(null, null));
    }

    private static Account Account(CapBehaviour cap, long? spend = null) => new()
    {
        Id = OrganizationId.From(Guid.Empty),
        Plan = "any",
        Status = BillingStatus.Active,
        Cap = cap,
        SpendCapMinor = spend,
        OpenedAt = DateTimeOffset.UnixEpoch,
    };

    private static Plan Plan(long? included, long? overage) => new()
    {
        Name = "any",
        Position = 1,
        PriceMinor = 0,
        CurrencyCode = "USD",
        IncludedEvents = included,
        OverageMinor = overage,
        RetentionDays = 1,
        Streams = 1,
        RequestsPerMinute = 1,
        TeachingBytesPerDay = 1,
        Features = [],
        Aliases = [],
    };
}
