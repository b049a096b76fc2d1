using System.Globalization;

namespace Driftlock.Domain.Billing;

/// <summary>An amount in the smallest unit of its currency: 15 USD are 1500. Whole numbers alone, so nothing is rounded.</summary>
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>The sum.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum is beyond 64 bits.</exception>
    public static Money operator +(Money one, Money other) => one with { Minor = checked(one.Minor + other.In(one.Currency)) };

    /// <summary>The difference.</summary>
    /// <inheritdoc cref="op_Addition"/>
    public static Money operator -(Money one, Money other) => one with { Minor = checked(one.Minor - other.In(one.Currency)) };

    /// <summary>That many times the amount.</summary>
    /// <exception cref="OverflowException">The product is beyond 64 bits.</exception>
    public static Money operator *(Money one, long times) => one with { Minor = checked(one.Minor * times) };

    /// <summary>
    /// Parts in proportion to the weights, which sum to the whole: what division leaves over goes to the largest remainders.
    /// Who gets it does not depend on the order: of equal remainders the larger weight comes first.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero.</exception>
    public IReadOnlyList<Money> Allocate(IReadOnlyList<long> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Int128 sum = 0;
        foreach (var weight in weights)
        {
            if (weight < 0) throw new ArgumentException("A weight is negative.", nameof(weights));
            sum += weight;
        }

        if (sum == 0) throw new ArgumentException("No weight is above zero.", nameof(weights));

        var (minor, currency) = (Minor, Currency);
        var sign = long.Sign(minor);
        var shares = weights.Select(weight => Int128.DivRem(Int128.Abs(minor) * weight, sum)).ToArray();
        var whole = shares.Aggregate(Int128.Zero, (total, share) => total + share.Quotient);
        var left = (int)(Int128.Abs(minor) - whole);
        var favoured = Enumerable.Range(0, shares.Length)
            .OrderByDescending(index => shares[index].Remainder)
            .ThenByDescending(index => weights[index])
            .Take(left)
            .ToHashSet();
        return
        [
            .. shares.Select((share, index) =>
                new Money((long)(sign * (share.Quotient + (favoured.Contains(index) ? 1 : 0))), currency)),
        ];
    }

    /// <summary>As people write it: <c>0.04 USD</c>, <c>12 JPY</c>, <c>-1.250 KWD</c>.</summary>
    public override string ToString()
    {
        var digits = Int128.Abs(Minor).ToString(CultureInfo.InvariantCulture).PadLeft(Currency.Decimals + 1, '0');
        var point = digits.Length - Currency.Decimals;
        var fraction = Currency.Decimals == 0 ? "" : "." + digits[point..];
        return $"{(Minor < 0 ? "-" : "")}{digits[..point]}{fraction} {Currency}";
    }

    private long In(Currency currency) => Currency == currency
        ? Minor
        : throw new InvalidOperationException($"{Currency} and {currency} do not add up.");
}
