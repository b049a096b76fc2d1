namespace Driftlock.Api.Detection;

/// <summary>What became of the records of a body, as far as they were taken.</summary>
/// <param name="Stream">The stream after them.</param>
/// <param name="Received">Records, the refused ones too.</param>
/// <param name="Scored">Events that were judged, and metered.</param>
/// <param name="Learned">Events that taught.</param>
/// <param name="Duplicates">Events that had come before.</param>
/// <param name="RefusedCount">Records that were not taken.</param>
/// <param name="Refused">The first 1,000 of them.</param>
/// <param name="AnomalyCount">Events that are unusual; all are stored.</param>
/// <param name="Anomalies">The first 1,000 of them, or fewer where they are long.</param>
/// <param name="Usage">Where the organization stands in its period.</param>
/// <param name="LastLine">All records up to this line were taken or refused; who has to send on begins with the next.</param>
/// <param name="RequestId">The request's id.</param>
internal sealed record IngestedAnswer(
    StreamAnswer Stream,
    long Received,
    long Scored,
    long Learned,
    long Duplicates,
    long RefusedCount,
    IReadOnlyList<RefusedRecordAnswer> Refused,
    long AnomalyCount,
    IReadOnlyList<AnomalyAnswer> Anomalies,
    UsageAnswer Usage,
    long LastLine,
    string RequestId);

/// <summary>A record that was not taken.</summary>
/// <param name="Line">Where it begins, from 1: the line, or its place in a JSON array.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Detail">Why, for people.</param>
internal sealed record RefusedRecordAnswer(long Line, string Code, string Detail);
