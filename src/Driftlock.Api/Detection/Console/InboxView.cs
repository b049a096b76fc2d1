using System.Text.Json;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Detection.Console;

/// <summary>What the inbox shows, as it stands in its address.</summary>
/// <param name="Status">Where people are with the anomalies.</param>
/// <param name="Stream">The one stream, if it is one.</param>
/// <param name="When">The stretch of time.</param>
public sealed record InboxView(AnomalyStatus Status, string? Stream, TimeRange When)
{
    /// <summary>Its own address.</summary>
    public string Address => $"{EventAddress.Inbox}?status={NameOf(Status)}"
        + (Stream is null ? "" : $"&stream={Uri.EscapeDataString(Stream)}") + When.InAddress();

    /// <summary>What a cursor is bound to.</summary>
    public string Name => $"inbox|{Address}";

    /// <summary>Whether anything but the status narrows it.</summary>
    public bool IsNarrow => Stream is not null || !When.IsEverything;

    /// <summary>The same of another status.</summary>
    public string With(AnomalyStatus status) => (this with { Status = status }).Address;

    /// <summary>The next part.</summary>
    public string Next(string cursor) => $"{Address}&cursor={Uri.EscapeDataString(cursor)}";

    /// <summary>A status as addresses name it.</summary>
    public static string NameOf(AnomalyStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{status}");

    /// <summary>The question behind it.</summary>
    public ListIncidents ToQuery(OrganizationId organization, string? before) => new(organization)
    {
        Status = Status,
        Stream = Stream,
        From = When.From,
        To = When.To,
        Before = before is null ? null : Guid.Parse(before),
    };
}
