namespace Driftlock.Domain.Billing;

/// <summary>The time for which usage is counted together, half open: an instant equal to the end is of the next period.</summary>
/// <param name="Start">The first instant.</param>
/// <param name="End">The first instant that is not in it any more.</param>
public readonly record struct BillingPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The calendar month, in UTC, in which the instant lies.</summary>
    public static BillingPeriod MonthOf(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        var start = new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return new BillingPeriod(start, start.AddMonths(1));
    }

    /// <summary>Whether the instant is counted in this period.</summary>
    public bool Contains(DateTimeOffset instant) => Start <= instant && instant < End;
}
