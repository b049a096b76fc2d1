using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>
/// The model of one stream: a fold over its events. The first <see cref="StreamModelOptions.BaselineEvents"/> learned
/// events teach; then the anchor is frozen, and every later event is scored before it is learned. Who learns or anchors
/// does so alone; any number of threads may score without learning, explain, describe and save at once.
/// </summary>
public interface IStreamModel : IDisposable
{
    /// <summary>How far the model is, at next to no cost.</summary>
    StreamModelDescription Describe();

    /// <summary>
    /// SHA-256 of the saved form, in hex: equal digests give equal answers for ever. Takes a save and its hash.
    /// </summary>
    string Digest();

    /// <summary>Scores the events in order. n pushes of one event answer as one push of n.</summary>
    /// <param name="events">The events.</param>
    /// <param name="learn">Whether the model learns each event after scoring it.</param>
    /// <param name="explainAtOrBelow">Events with a p-value up to this get the cost of their dearest words.</param>
    /// <param name="results">Cleared, then filled with one score per event.</param>
    void Push(EventBatch events, bool learn, double explainAtOrBelow, ScoredEvents results);

    /// <summary>What the words of an event cost now; none before the baseline is complete. Teaches nothing.</summary>
    IReadOnlyList<WordCost> Explain(ReadOnlySpan<byte> text);

    /// <summary>Freezes the model as it is now as the new anchor.</summary>
    void Anchor();

    /// <summary>The whole state, to be restored on any machine.</summary>
    byte[] Save();
}

/// <summary>How a stream is to be modelled.</summary>
/// <param name="BaselineEvents">Events that teach before the first is judged.</param>
public sealed record StreamModelOptions(int BaselineEvents)
{
    /// <summary>Longest baseline; at least one event must teach.</summary>
    public const int MaximumBaseline = 1 << 20;

    /// <summary>The shape, or undetermined: then it is found from the first events.</summary>
    public EventShape Shape { get; init; } = EventShape.Undetermined;

    /// <summary>Which model decides.</summary>
    public DetectionMode Mode { get; init; } = DetectionMode.Automatic;
}

/// <summary>What a model says about itself.</summary>
/// <param name="Shape">The shape, as given or found.</param>
/// <param name="Mode">The mode, as given or as the shape says.</param>
/// <param name="Ready">Whether the baseline is complete, so that events are judged.</param>
/// <param name="BaselineEvents">Events that teach.</param>
/// <param name="EventsNeeded">How many of them are still missing.</param>
/// <param name="CalibrationEvents">Scores in the calibration that decides.</param>
/// <param name="Events">Events seen so far, learned or not.</param>
/// <param name="StateBytes">Memory that the model takes.</param>
public sealed record StreamModelDescription(
    EventShape Shape,
    DetectionMode Mode,
    bool Ready,
    int BaselineEvents,
    int EventsNeeded,
    int CalibrationEvents,
    long Events,
    long StateBytes);
