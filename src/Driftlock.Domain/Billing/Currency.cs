using System.Text.RegularExpressions;

namespace Driftlock.Domain.Billing;

/// <summary>A currency of ISO 4217, and how many decimals its smallest unit is of the amount that people write.</summary>
public readonly partial record struct Currency
{
    // As Stripe counts them; every other currency has two.
    private static readonly string[] WithoutDecimals =
    [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
    ];

    private static readonly string[] WithThreeDecimals = ["BHD", "JOD", "KWD", "OMR", "TND"];

    private Currency(string code) => Code = code;

    /// <summary>Three capital letters.</summary>
    public string Code { get; }

    /// <summary>2 for USD, 0 for JPY, 3 for KWD.</summary>
    public int Decimals => Code switch
    {
        _ when WithoutDecimals.Contains(Code) => 0,
        _ when WithThreeDecimals.Contains(Code) => 3,
        _ => 2,
    };

    /// <summary>The currency of that code.</summary>
    /// <exception cref="ArgumentException">It is no code of ISO 4217 by its form.</exception>
    public static Currency Of(string code) =>
        Form().IsMatch(code) ? new Currency(code) : throw new ArgumentException($"'{code}' is no currency.", nameof(code));

    /// <inheritdoc/>
    public override string ToString() => Code;

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
