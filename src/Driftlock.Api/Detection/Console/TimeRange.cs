using System.Globalization;

namespace Driftlock.Api.Detection.Console;

/// <summary>The stretch of time that a page shows, as it stands in its address.</summary>
/// <param name="Last">One of <see cref="Choices"/>, or nothing.</param>
/// <param name="From">From when on, if it says so.</param>
/// <param name="To">Until when, if it says so.</param>
public sealed record TimeRange(string? Last, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>The stretches that end now, by their name in an address.</summary>
    public static IReadOnlyList<(string Name, string Title, TimeSpan Length)> Choices { get; } =
    [
        ("1h", "Hour", TimeSpan.FromHours(1)),
        ("24h", "Day", TimeSpan.FromDays(1)),
        ("7d", "Week", TimeSpan.FromDays(7)),
        ("30d", "Month", TimeSpan.FromDays(30)),
    ];

    /// <summary>Reads an address; what it does not know shows everything.</summary>
    public static TimeRange Of(string? last, string? first, string? past, DateTimeOffset now)
    {
        var (from, to) = (Read(first), Read(past));
        var chosen = Choices.FirstOrDefault(choice => choice.Name == last);
        if (chosen.Name is null)
        {
            return from < to || from is null || to is null
                ? new TimeRange(null, from, to)
                : new TimeRange(null, null, null);
        }

        // Whole minutes, so that whoever looks in the same one sees the same.
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        return new TimeRange(chosen.Name, minute - chosen.Length, null);
    }

    private static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;

    /// <summary>As it stands in an address, with <c>&amp;</c> before it; nothing for everything.</summary>
    public string InAddress()
    {
        if (Last is not null) return $"&last={Last}";

        var from = From is { } first ? $"&from={Uri.EscapeDataString($"{first.UtcDateTime:O}")}" : "";
        return To is { } past ? $"{from}&to={Uri.EscapeDataString($"{past.UtcDateTime:O}")}" : from;
    }
}
