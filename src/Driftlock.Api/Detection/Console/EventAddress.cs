using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Api.Detection.Console;

/// <summary>Where things of detection have their page.</summary>
internal static class EventAddress
{
    /// <summary>The inbox.</summary>
    public const string Inbox = "/anomalies";

    public static string Of(string stream, long sequence) => $"/streams/{stream}/events/{sequence}";

    public static string Of(StoredEvent one) => Of(one.Stream.Stream.Slug, one.Sequence);

    /// <summary>Leads on to the anomaly's event, and is all that one must know of it.</summary>
    public static string Of(AnomalyId anomaly) => $"{Inbox}/{anomaly.Value}";

    /// <summary>All events of an incident.</summary>
    public static string OfIncident(Guid incident) => $"/incidents/{incident}";
}
