namespace Driftlock.Cli.Detection.Remote;

/// <summary>What became of the records of a batch, as the service says it.</summary>
/// <param name="Received">Records, the refused ones too.</param>
/// <param name="Scored">Events that were judged, and metered.</param>
/// <param name="Learned">Events that taught.</param>
/// <param name="Duplicates">Events that had come before.</param>
/// <param name="RefusedCount">Records that were not taken.</param>
/// <param name="Refused">The first of them.</param>
/// <param name="AnomalyCount">Events that are unusual.</param>
/// <param name="Anomalies">The first of them.</param>
internal sealed record IngestedRecords(
    long Received,
    long Scored,
    long Learned,
    long Duplicates,
    long RefusedCount,
    IReadOnlyList<RefusedRecord> Refused,
    long AnomalyCount,
    IReadOnlyList<ReportedAnomaly> Anomalies);

/// <summary>A record that was not taken.</summary>
/// <param name="Line">Where it begins in the batch, from 1.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Detail">Why, for people.</param>
internal sealed record RefusedRecord(long Line, string Code, string Detail);
