using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>What an entry of a stream's log does to the model.</summary>
public enum LogEntryKind
{
    /// <summary>Events of one request; they teach where <see cref="LogEntry.Learned"/> says so.</summary>
    Events = 0,

    /// <summary>From here on another profile judges.</summary>
    Profile = 1,

    /// <summary>The model as it is here is the new anchor.</summary>
    Anchor = 2,

    /// <summary>Everything learned so far is dropped: a new baseline begins.</summary>
    NewBaseline = 3,

    /// <summary>Someone said what events like one of these are.</summary>
    Feedback = 4,
}

/// <summary>
/// An entry of a stream's ordered log: what was received, and what changes the model. The model is a fold over these, so
/// whoever reads them in order has the same model. Events of one request stand in one entry, flat as the core takes them.
/// </summary>
public sealed class LogEntry
{
    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Sequence number of the first event, or of the entry where it has none.</summary>
    public required long Sequence { get; init; }

    /// <summary>Sequence numbers that the entry takes: one for each event, at least one.</summary>
    public required int Length { get; init; }

    /// <summary>What it does.</summary>
    public required LogEntryKind Kind { get; init; }

    /// <summary>When it was appended, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Retention class: days for which plan and stream of that moment keep it.</summary>
    public required short RetentionDays { get; init; }

    /// <summary>Whether the events taught.</summary>
    public bool Learned { get; init; }

    /// <summary>The events as received, one after the other.</summary>
    public byte[] Texts { get; init; } = [];

    /// <summary>Where each event ends in <see cref="Texts"/>.</summary>
    public int[] Ends { get; init; } = [];

    /// <summary>The sender's own ids, where it gave any.</summary>
    public string?[]? ClientIds { get; init; }

    /// <summary>When each event happened according to its sender, where it said so.</summary>
    public DateTimeOffset?[]? Times { get; init; }

    /// <summary>What the sender wants kept beside each event, as JSON; never scored.</summary>
    public string?[]? Attributes { get; init; }

    /// <summary>Bits of each event.</summary>
    public double[] Bits { get; init; } = [];

    /// <summary>Fewest and most bits among the events; none without events.</summary>
    public double? LeastBits { get; init; }

    /// <inheritdoc cref="LeastBits"/>
    public double? MostBits { get; init; }

    /// <summary>Fused score of each event, in bits.</summary>
    public float[] Scores { get; init; } = [];

    /// <summary>The p-value of each event that decided.</summary>
    public double[] PValues { get; init; } = [];

    /// <summary><see cref="ScoreFlags"/> of each event.</summary>
    public short[] Flags { get; init; } = [];

    /// <summary>How many of the events were flagged as anomalies.</summary>
    public int Flagged { get; init; }

    /// <summary>What an entry without events says, as JSON of its kind.</summary>
    public string? Content { get; init; }

    /// <summary>Whether the event at this place was judged, and not only taught.</summary>
    public bool IsJudged(int place) =>
        place < Flags.Length && !((ScoreFlags)Flags[place]).HasFlag(ScoreFlags.Learning);

    /// <summary>The event at this place in the entry.</summary>
    public ReadOnlySpan<byte> TextAt(int place) =>
        Texts.AsSpan()[(place == 0 ? 0 : Ends[place - 1])..Ends[place]];
}
