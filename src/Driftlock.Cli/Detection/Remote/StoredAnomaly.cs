namespace Driftlock.Cli.Detection.Remote;

/// <summary>An anomaly with where it was found.</summary>
/// <param name="StreamId">In which stream.</param>
/// <param name="Sequence">Which event of the stream's log it is, from 0.</param>
/// <param name="At">When it was found.</param>
/// <param name="Status">Where people are with it.</param>
/// <param name="Anomaly">What was found.</param>
internal sealed record StoredAnomaly(
    string StreamId, long Sequence, DateTimeOffset At, string Status, ReportedAnomaly Anomaly);
