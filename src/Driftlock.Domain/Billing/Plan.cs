namespace Driftlock.Domain.Billing;

/// <summary>What an organization can take, at which price. The catalogue is a table; its rows come from the configuration.</summary>
public sealed class Plan
{
    /// <summary>The plan of everyone who pays nothing.</summary>
    public const string Pulse = "pulse";

    /// <summary>Events that are sold together when the included ones are used up; a started lot counts as a whole one.</summary>
    public const int OverageLot = 1_000;

    /// <summary>Canonical and stable; stored wherever a plan is meant.</summary>
    public required string Name { get; init; }

    /// <summary>Place in the list, the smallest plan first.</summary>
    public required int Position { get; init; }

    /// <summary>The price of a month in the smallest unit of <see cref="CurrencyCode"/>.</summary>
    public required long PriceMinor { get; init; }

    /// <summary>Code of ISO 4217, of all prices of the plan.</summary>
    public required string CurrencyCode { get; init; }

    /// <summary>Events in a period that the price includes; none where they are not limited.</summary>
    public long? IncludedEvents { get; init; }

    /// <summary>The price of a lot of further events in the smallest unit; none where none are sold.</summary>
    public long? OverageMinor { get; init; }

    /// <summary>Days that events and anomalies are kept.</summary>
    public required int RetentionDays { get; init; }

    /// <summary>Alerts delivered in a period; none where they are not limited.</summary>
    public int? AlertsPerPeriod { get; init; }

    /// <summary>Most streams that take events.</summary>
    public required int Streams { get; init; }

    /// <summary>Requests a minute, all keys together.</summary>
    public required int RequestsPerMinute { get; init; }

    /// <summary>Bytes a day that may teach without being scored.</summary>
    public required long TeachingBytesPerDay { get; init; }

    /// <summary>What else it has, by stable names; those of the smaller plans too.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Other names that are understood on input.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The price of a month.</summary>
    public Money Price => new(PriceMinor, Currency.Of(CurrencyCode));

    /// <summary>The price of each started <see cref="OverageLot"/> of further events; none where none are sold.</summary>
    public Money? OveragePrice => OverageMinor is { } minor ? new Money(minor, Currency.Of(CurrencyCode)) : null;

    /// <summary>Whether the plan is meant by that name, be it its own or an alias.</summary>
    public bool IsCalled(string name) => Name == name || Aliases.Contains(name);
}
