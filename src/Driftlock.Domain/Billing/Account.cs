using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Billing;

/// <summary>What an organization has taken and how it stands: its plan, its status, its period. Its id is the organization's.</summary>
public sealed class Account : Aggregate<OrganizationId>
{
    /// <summary>To which percentage of the included events a soft cap serves, unless the organization chose another.</summary>
    public const int UsualCapPercent = 120;

    /// <summary>Canonical name of the plan.</summary>
    public required string Plan { get; init; }

    /// <summary>How it stands with its payments.</summary>
    public required BillingStatus Status { get; init; }

    /// <summary>What happens when the included events are used up.</summary>
    public CapBehaviour Cap { get; init; }

    /// <summary>For <see cref="CapBehaviour.SoftCap"/>: the percentage of the included events up to which is served.</summary>
    public int CapPercent { get; init; } = UsualCapPercent;

    /// <summary>For <see cref="CapBehaviour.AllowOverage"/>: most that may be charged in a period, in the smallest unit.</summary>
    public long? SpendCapMinor { get; init; }

    /// <summary>Start of the period that is paid; none without a subscription.</summary>
    public DateTimeOffset? PaidFrom { get; init; }

    /// <summary>End of the period that is paid; none without a subscription.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>Since when there is the account.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>An account on that plan, given without a subscription.</summary>
    public static Account Open(OrganizationId organization, Plan plan, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var free = plan.Name == Billing.Plan.Pulse;
        return new Account
        {
            Id = organization,
            Plan = plan.Name,
            Status = free ? BillingStatus.None : BillingStatus.Active,
            Cap = free ? CapBehaviour.Block : CapBehaviour.SoftCap,
            OpenedAt = now,
        };
    }

    /// <summary>The period in which an event of this instant is counted: the one that is paid, else the calendar month.</summary>
    public BillingPeriod PeriodAt(DateTimeOffset instant) =>
        PaidFrom is { } start && PaidUntil is { } end && new BillingPeriod(start, end) is var paid && paid.Contains(instant)
            ? paid
            : BillingPeriod.MonthOf(instant);
}
