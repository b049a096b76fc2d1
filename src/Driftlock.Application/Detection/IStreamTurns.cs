using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>
/// Gives out turns on streams: one at a time for each stream, between processes too. Who has the turn sees the model as the
/// log's end makes it, and appends one entry.
/// </summary>
public interface IStreamTurns
{
    /// <summary>
    /// Lets <paramref name="compose"/> make an entry against the model at the log's end, and commits it with its rows and
    /// messages in one transaction.
    /// </summary>
    /// <param name="turn">What the turn is wanted for.</param>
    /// <param name="compose">
    /// Makes the entry, or refuses; may be called again if the stream has moved meanwhile, and may teach the model it is
    /// given.
    /// </param>
    /// <param name="cancellationToken">Gives up; what was not committed never happened.</param>
    /// <returns>Where the stream's log ends now.</returns>
    Task<Result<StreamHead>> AppendAsync(
        Turn turn, Func<StreamAt, Task<Result<Append>>> compose, CancellationToken cancellationToken);
}

/// <summary>What a turn is wanted for.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">The stream.</param>
public sealed record Turn(OrganizationId Organization, StreamId Stream)
{
    /// <summary>The metered run that it commits, if it is metered.</summary>
    public Guid? Run { get; init; }

    /// <summary>
    /// What has to be granted before the commit, asked while the entry is composed. If it is refused, nothing is committed
    /// and the stream's model is made anew, so ask before the turn where a refusal is likely.
    /// </summary>
    public Func<Task<Result>>? Grant { get; init; }

    /// <summary>Whether composing takes longer than a stream should be locked for.</summary>
    public bool TakesLong { get; init; }

    /// <summary>
    /// Where the log ended when it was looked at. A process that knows the stream as far composes without locking it, and
    /// finds out at the commit whether it has moved. Who changes rows that were not made by the turn leaves it out.
    /// </summary>
    public long? End { get; init; }
}

/// <summary>A stream at the end of its log.</summary>
/// <param name="Head">Where that is.</param>
/// <param name="Model">The model there.</param>
/// <param name="Feedback">What people said of kinds of events.</param>
/// <param name="Incidents">The incidents that still take events.</param>
public sealed record StreamAt(StreamHead Head, IStreamModel Model, FeedbackList Feedback, OpenIncidents Incidents);

/// <summary>
/// What a turn commits. Events have been pushed to the model already; what else an entry does to it, the turn does.
/// </summary>
public sealed record Append
{
    /// <summary>The entry at the log's end, its sequence the head's; none where nothing is new.</summary>
    public LogEntry? Entry { get; init; }

    /// <summary>Rows that are stored with it.</summary>
    public IReadOnlyList<object> Rows { get; init; } = [];

    /// <summary>Incidents that go on with it.</summary>
    public IReadOnlyList<AnomalyGroup> Continued { get; init; } = [];

    /// <summary>What teaches without being paid for; refused where it goes beyond what a day may have.</summary>
    public Teaching? Teaching { get; init; }

    /// <summary>Events that leave by the outbox.</summary>
    public IReadOnlyList<IEvent> Events { get; init; } = [];

    /// <summary>What the organization's audit chain is to say of it, if it is an act worth telling.</summary>
    public AuditEntry? Audit { get; init; }
}

/// <summary>What teaches without being paid for.</summary>
/// <param name="Day">The day in UTC that it counts for.</param>
/// <param name="Bytes">How much it is.</param>
/// <param name="Most">How much the day may have.</param>
public sealed record Teaching(DateOnly Day, long Bytes, long Most);
