using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Billing;

/// <summary>What Billing refuses.</summary>
public static class BillingErrors
{
    /// <summary>The organization has an account on another plan.</summary>
    public static Error AccountExists { get; } = new(
        ErrorKind.Conflict, "billing.account_exists", "The organization has an account on another plan.");

    /// <summary>The organization has no account.</summary>
    public static Error NoAccount { get; } = new(
        ErrorKind.PaymentRequired, "billing.no_account", "The organization has not taken any plan.");

    /// <summary>No plan is called so.</summary>
    public static Error NoSuchPlan { get; } = new(
        ErrorKind.Invalid, "billing.no_such_plan", "No plan of the catalogue is called so.");

    /// <summary>The units of the run were given back, so it can be neither reserved nor committed again.</summary>
    public static Error RunGivenUp { get; } = new(
        ErrorKind.Conflict, "billing.run_given_up", "This piece of work was given up; send it as a new one.");

    /// <summary>The organization is not served until it pays.</summary>
    public static Error Suspended { get; } = new(
        ErrorKind.PaymentRequired, "billing.suspended", "The organization is not served until its open invoices are paid.");

    /// <summary>The period has no room for the events.</summary>
    public static Error QuotaExceeded(TimeSpan untilPeriodEnds) => new(
        ErrorKind.Limited, "billing.quota_exceeded", "The plan has no room for these events in this period.")
    {
        RetryAfter = untilPeriodEnds,
    };
}
