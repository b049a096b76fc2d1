using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>Where people are with an anomaly.</summary>
public enum AnomalyStatus
{
    /// <summary>Nobody has said anything yet.</summary>
    Open = 0,

    /// <summary>Seen.</summary>
    Acknowledged = 1,

    /// <summary>Someone is at it.</summary>
    Investigating = 2,

    /// <summary>Done.</summary>
    Resolved = 3,

    /// <summary>It was none: a false positive.</summary>
    Dismissed = 4,
}

/// <summary>A stored event that was flagged, with everything that its page shows.</summary>
public sealed class Anomaly : Aggregate<AnomalyId>
{
    /// <summary>Longest note, in characters.</summary>
    public const int LongestNote = 2000;

    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Where the event stands in the stream's log.</summary>
    public required long Sequence { get; init; }

    /// <summary>The incident that it belongs to: flagged events of one kind within the refractory span.</summary>
    public required Guid Group { get; init; }

    /// <summary>When it was found, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Retention class: days for which plan and stream of that moment keep it.</summary>
    public required short RetentionDays { get; init; }

    /// <summary>The event as scored.</summary>
    public required byte[] Text { get; init; }

    /// <summary>Code length under the model that decides, in bits.</summary>
    public required double Bits { get; init; }

    /// <summary>What an event of this stream usually costs, in bits.</summary>
    public required double ExpectedBits { get; init; }

    /// <summary>Fused -log2 of the p-value, in bits.</summary>
    public required double Score { get; init; }

    /// <summary>Against the anchor's calibration.</summary>
    public required double PValue { get; init; }

    /// <summary>Against the sliding calibration.</summary>
    public required double PRecent { get; init; }

    /// <summary>The p-value that decided.</summary>
    public required double PDeciding { get; init; }

    /// <summary>Scores in the calibration that decided.</summary>
    public required int CalibrationEvents { get; init; }

    /// <summary>How much attention it deserves.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What must be known beside the numbers, as the API names it.</summary>
    public required string[] Flags { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Explanation { get; init; }

    /// <summary>First byte, byte after the last, and bits of each of the dearest words.</summary>
    public required IReadOnlyList<WordCost> Words { get; init; }

    /// <summary>Level at which it was judged.</summary>
    public required double Alpha { get; init; }

    /// <summary>Version of the core that scored it.</summary>
    public required string CoreVersion { get; init; }

    /// <summary>Digest of the model's snapshot that preceded it, from which a replay gives the same score.</summary>
    public string? ModelDigest { get; init; }

    /// <summary>Where people are with it.</summary>
    public AnomalyStatus Status { get; private set; } = AnomalyStatus.Open;

    /// <summary>What they noted.</summary>
    public string? Note { get; private set; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? StatusAt { get; private set; }

    /// <summary>What they said it was, if they did.</summary>
    public FeedbackVerdict? Feedback { get; private set; }

    /// <summary>
    /// Says whether it was one: a false positive is dismissed, and who confirms one has seen it.
    /// </summary>
    public void Judge(FeedbackVerdict verdict, string? note, DateTimeOffset now)
    {
        Feedback = verdict;
        if (verdict == FeedbackVerdict.FalsePositive) Settle(AnomalyStatus.Dismissed, note, now);
        else if (Status is AnomalyStatus.Open or AnomalyStatus.Dismissed) Settle(AnomalyStatus.Acknowledged, note ?? Note, now);
        else Settle(Status, note ?? Note, now);
    }

    /// <summary>Says where people are with it. The same again changes nothing.</summary>
    public void Settle(AnomalyStatus status, string? note, DateTimeOffset now)
    {
        if (status == Status && note == Note) return;

        (Status, Note, StatusAt) = (status, note, now);
    }
}
