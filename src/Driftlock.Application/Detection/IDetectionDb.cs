using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>The tables of detection, as far as the organization that was entered may see them.</summary>
public interface IDetectionDb : IModuleDb
{
    /// <summary>Streams.</summary>
    DbSet<EventStream> Streams { get; }

    /// <summary>Where each stream's log ends.</summary>
    DbSet<StreamHead> Heads { get; }

    /// <summary>The ordered logs of the streams.</summary>
    DbSet<LogEntry> Log { get; }

    /// <summary>Ids that senders gave to their events.</summary>
    DbSet<ClientId> ClientIds { get; }

    /// <summary>What became of requests that may come again.</summary>
    DbSet<Receipt> Receipts { get; }

    /// <summary>What was taught without being scored.</summary>
    DbSet<TeachingDay> TeachingDays { get; }

    /// <summary>Anomalies.</summary>
    DbSet<Anomaly> Anomalies { get; }

    /// <summary>How many anomalies have a place.</summary>
    DbSet<AnomalyFeed> Feeds { get; }

    /// <summary>The places of anomalies.</summary>
    DbSet<FeedPlace> Places { get; }

    /// <summary>Incidents.</summary>
    DbSet<AnomalyGroup> Groups { get; }
}
