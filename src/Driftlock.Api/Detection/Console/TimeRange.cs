using System.Globalization;

namespace Driftlock.Api.Detection.Console;

/// <summary>The stretch of time that a page shows, as it stands in its address.</summary>
/// <param name="Last">One of <see cref="Choices"/>, or nothing.</param>
/// <param name="From">From when on, if it says so.</param>
/// <param name="To">Until when, if it says so.</param>
public sealed record TimeRange(string? Last, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>The name of everything in an address, where times may stand beside it.</summary>
    public const string Everything = "all";

    // Of ISO 8601: as an address of ours has it, as a browser's field sends it, and as people write it.
    private static readonly string[] Forms =
        ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    /// <summary>The stretches that end now, by their name in an address.</summary>
    public static IReadOnlyList<(string Name, string Title, TimeSpan Length)> Choices { get; } =
    [
        ("1h", "Hour", TimeSpan.FromHours(1)),
        ("24h", "Day", TimeSpan.FromDays(1)),
        ("7d", "Week", TimeSpan.FromDays(7)),
        ("30d", "Month", TimeSpan.FromDays(30)),
    ];

    /// <summary>Why everything is shown though the address says something else; nothing where it could be read.</summary>
    public string? Misread { get; private init; }

    /// <summary>Whether it is all of the time.</summary>
    public bool IsEverything => this is { Last: null, From: null, To: null };

    /// <summary>Reads an address; of what it cannot read it shows everything, and says so.</summary>
    public static TimeRange Of(string? last, string? first, string? past, DateTimeOffset now)
    {
        if (last == Everything) return new TimeRange(null, null, null);
        if (string.IsNullOrEmpty(last)) return Between(first, past);

        var chosen = Choices.FirstOrDefault(choice => choice.Name == last);
        if (chosen.Name is null) return Unread("No stretch of time has the name in the address");

        // Whole minutes, so that whoever looks in the same one sees the same.
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        return new TimeRange(chosen.Name, minute - chosen.Length, null);
    }

    /// <summary>A time as an address has it.</summary>
    public static string InAddress(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static TimeRange Between(string? first, string? past)
    {
        var (from, to) = (Read(first), Read(past));
        if (from is null && !string.IsNullOrEmpty(first)) return Unread("What the address says to begin with is no time");
        if (to is null && !string.IsNullOrEmpty(past)) return Unread("What the address says to end with is no time");
        return from >= to ? Unread("The time in the address ends before it begins") : new TimeRange(null, from, to);
    }

    private static TimeRange Unread(string why) => new(null, null, null) { Misread = $"{why}, so all of it is shown." };

    private static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParseExact(
        text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : null;

    /// <summary>As it stands in an address, with <c>&amp;</c> before it; nothing for everything.</summary>
    public string InAddress()
    {
        if (Last is not null) return $"&last={Last}";

        var from = From is { } first ? $"&from={Uri.EscapeDataString(InAddress(first))}" : "";
        return To is { } past ? $"{from}&to={Uri.EscapeDataString(InAddress(past))}" : from;
    }
}
