namespace Driftlock.Domain.Billing;

/// <summary>How many events a period takes.</summary>
/// <param name="Included">Those that the price includes; none where they are not limited.</param>
/// <param name="Ceiling">Most that are taken at all, those that cost extra included; none where nothing limits them.</param>
public readonly record struct Allowance(long? Included, long? Ceiling)
{
    /// <summary>What an account may use of its plan.</summary>
    /// <exception cref="OverflowException">The catalogue or the cap is beyond all measure.</exception>
    public static Allowance Of(Account account, Plan plan)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.IncludedEvents is not { } included) return new Allowance(null, null);
        if (plan.OverageMinor is not { } price) return new Allowance(included, included);

        return new Allowance(included, account.Cap switch
        {
            CapBehaviour.SoftCap => Math.Max(included, (long)checked((Int128)included * account.CapPercent / 100)),
            CapBehaviour.AllowOverage when account.SpendCapMinor is not { } => null,
            CapBehaviour.AllowOverage when price == 0 => null,
            CapBehaviour.AllowOverage => checked(included + account.SpendCapMinor!.Value / price * Billing.Plan.OverageLot),
            _ => included,
        });
    }
}
