namespace Driftlock.Domain.Billing;

/// <summary>Where an organization stands with its payments.</summary>
public enum BillingStatus
{
    /// <summary>No subscription, and never one.</summary>
    None,

    /// <summary>In its trial.</summary>
    Trialing,

    /// <summary>Paid, or given by the operator.</summary>
    Active,

    /// <summary>A payment failed; served as before until the grace ends.</summary>
    Grace,

    /// <summary>Not served until paid.</summary>
    Suspended,

    /// <summary>The subscription is over; served as <see cref="Plan.Pulse"/>.</summary>
    Churned,
}
