using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>
/// How many anomalies of an organization have a place. Whoever gives places holds this row until that is committed, so
/// they become visible in order: who has read up to a place has missed none before it.
/// </summary>
public sealed class AnomalyFeed
{
    /// <summary>Whose anomalies they are.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Place of the last one.</summary>
    public long Place { get; init; }
}

/// <summary>
/// A place in the feed of an organization and the anomaly that has it, with all that finds its row. It may outlive the
/// anomaly, which is passed over then.
/// </summary>
public sealed class FeedPlace
{
    /// <summary>Whose feed it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Its number, from 1, in the order in which live streams tell anomalies.</summary>
    public required long Place { get; init; }

    /// <summary>The anomaly.</summary>
    public required AnomalyId Anomaly { get; init; }

    /// <summary>The anomaly's stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>When the anomaly was found.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The anomaly's retention class.</summary>
    public required short RetentionDays { get; init; }
}
