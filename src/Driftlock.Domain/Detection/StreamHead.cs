using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>
/// Where a stream's log ends, and how far its model is there. Whoever appends moves this row from where he
/// knew it, so the log of a stream has one order for all processes.
/// </summary>
public sealed class StreamHead
{
    /// <summary>The stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Sequence number of the next entry.</summary>
    public long Sequence { get; set; }

    /// <summary>Events received so far, duplicates not counted.</summary>
    public long Events { get; set; }

    /// <summary>Shape of the model: found, or as the stream was made.</summary>
    public EventShape Shape { get; set; }

    /// <summary>Mode of the model.</summary>
    public DetectionMode Mode { get; set; }

    /// <summary>Events missing until the first is judged; none when the stream is ready.</summary>
    public int EventsNeeded { get; set; }

    /// <summary>Scores in the calibration that decides.</summary>
    public int CalibrationEvents { get; set; }

    /// <summary>Name and level of the profile that judges the next event.</summary>
    public required string ProfileName { get; set; }

    /// <summary>Share of usual events that may be flagged.</summary>
    public required double Alpha { get; set; }

    /// <summary>When the last event came.</summary>
    public DateTimeOffset? LastEventAt { get; set; }

    /// <summary>When the last anomaly was found.</summary>
    public DateTimeOffset? LastAnomalyAt { get; set; }

    /// <summary>
    /// The 5th percentile of what judged events cost lately, in bits; of an anchored stream, when the anchor was
    /// frozen.
    /// </summary>
    public double? UsualLow { get; set; }

    /// <summary>The 98th percentile, likewise.</summary>
    public double? UsualHigh { get; set; }

    /// <summary>Where the newest snapshot of the model stands in the log.</summary>
    public long SnapshotSequence { get; set; }

    /// <summary>SHA-256 of that snapshot; none before the first.</summary>
    public string? ModelDigest { get; set; }

    /// <summary>Another one that says the same.</summary>
    public StreamHead Copy() => (StreamHead)MemberwiseClone();
}
