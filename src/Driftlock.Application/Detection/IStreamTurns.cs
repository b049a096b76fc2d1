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
    /// messages in one transaction. Work that takes long is composed before the stream is locked, and once more if the
    /// stream has moved meanwhile.
    /// </summary>
    /// <param name="organization">Whose stream it is.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="run">The metered run that this commits, if it is metered.</param>
    /// <param name="takesLong">Whether composing takes longer than a stream should be locked for.</param>
    /// <param name="compose">Makes the entry, or refuses; may be called twice and may teach the model it is given.</param>
    /// <param name="cancellationToken">Gives up; what was not committed never happened.</param>
    /// <returns>Where the stream's log ends now.</returns>
    Task<Result<StreamHead>> AppendAsync(
        OrganizationId organization,
        StreamId stream,
        Guid? run,
        bool takesLong,
        Func<StreamAt, Task<Result<Append>>> compose,
        CancellationToken cancellationToken);
}

/// <summary>A stream at the end of its log.</summary>
/// <param name="Head">Where that is.</param>
/// <param name="Model">The model there.</param>
/// <param name="Feedback">What people said of kinds of events.</param>
public sealed record StreamAt(StreamHead Head, IStreamModel Model, FeedbackList Feedback);

/// <summary>
/// What a turn commits. Events have been pushed to the model already; what else an entry does to it, the turn does.
/// </summary>
public sealed record Append
{
    /// <summary>The entry at the log's end, its sequence the head's; none where nothing is new.</summary>
    public LogEntry? Entry { get; init; }

    /// <summary>Rows that are stored with it.</summary>
    public IReadOnlyList<object> Rows { get; init; } = [];

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
