using Driftlock.Application.Billing;

namespace Driftlock.Api.Billing;

/// <summary>What an organization has used in the period that runs now: events that were scored.</summary>
/// <param name="Plan">Name of the plan.</param>
/// <param name="PeriodStart">The first instant of the period.</param>
/// <param name="PeriodEnd">When the count starts anew.</param>
/// <param name="Included">Events that the plan includes; null for a plan without a limit.</param>
/// <param name="Totals">How they stand.</param>
/// <param name="ByDay">Events settled on a day in UTC; days without any are left out.</param>
/// <param name="ByStream">The 1,000 streams that used most.</param>
/// <param name="ByKey">The 1,000 keys that used most.</param>
internal sealed record PeriodUsageAnswer(
    string Plan,
    DateTimeOffset PeriodStart,
    DateTimeOffset PeriodEnd,
    long? Included,
    UsageTotalsAnswer Totals,
    IReadOnlyList<DayUsageAnswer> ByDay,
    IReadOnlyList<StreamUsageAnswer> ByStream,
    IReadOnlyList<KeyUsageAnswer> ByKey)
{
    public static PeriodUsageAnswer From(PeriodUsage usage) => new(
        usage.Plan,
        usage.Period.Start,
        usage.Period.End,
        usage.Included,
        UsageTotalsAnswer.From(usage.Counted),
        [.. usage.Days.Select(day => new DayUsageAnswer(day.Day, day.Units))],
        [.. usage.Streams.Select(part => new StreamUsageAnswer(part.Id, part.Units))],
        [.. usage.Credentials.Select(part => new KeyUsageAnswer(part.Id, part.Units))]);
}

/// <summary>How the events of a period stand; accepted are all of them.</summary>
/// <param name="Accepted">Settled, pending and rejected together.</param>
/// <param name="Settled">Scored and booked.</param>
/// <param name="Pending">Reserved for work that runs.</param>
/// <param name="Rejected">Reserved, and given back because the work was refused or failed.</param>
internal sealed record UsageTotalsAnswer(long Accepted, long Settled, long Pending, long Rejected)
{
    public static UsageTotalsAnswer From(UnitCounts counts) =>
        new(counts.Settled + counts.Pending + counts.Rejected, counts.Settled, counts.Pending, counts.Rejected);
}

/// <summary>What a day used.</summary>
/// <param name="Day">The day in UTC.</param>
/// <param name="Events">Events scored.</param>
internal sealed record DayUsageAnswer(DateOnly Day, long Events);

/// <summary>What a stream used.</summary>
/// <param name="StreamId">The stream; null for what belonged to none.</param>
/// <param name="Events">Events scored.</param>
internal sealed record StreamUsageAnswer(Guid? StreamId, long Events);

/// <summary>What a key used.</summary>
/// <param name="KeyId">The key; null for what no key asked for.</param>
/// <param name="Events">Events scored.</param>
internal sealed record KeyUsageAnswer(Guid? KeyId, long Events);
