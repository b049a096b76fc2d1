namespace Driftlock.Domain.Billing;

/// <summary>What happens when the included events are used up.</summary>
public enum CapBehaviour
{
    /// <summary>No event beyond them.</summary>
    Block,

    /// <summary>Further events up to a percentage of the included ones, for their price.</summary>
    SoftCap,

    /// <summary>Further events for their price, up to an amount of money if one was set.</summary>
    AllowOverage,
}
