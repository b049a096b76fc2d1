using System.Text.Json;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>What the entries of a stream's log before <see cref="Sequence"/> make: a fold, the same in every process.</summary>
internal sealed class StreamState(IAnomalyScorer scorer, StreamModelOptions options) : IDisposable
{
    // What a model that has learned little weighs beside its own memory: handle, places, lists.
    private const int Overhead = 4096;
    private const int BytesOfAnIncident = 256;

    public IStreamModel Model { get; private set; } = scorer.Create(options);

    public FeedbackList Feedback { get; private set; } = new();

    /// <summary>Of the turns that this process had.</summary>
    public OpenIncidents Incidents { get; } = new();

    public long Sequence { get; set; }

    /// <summary>What the latest events cost, where somebody wanted to know.</summary>
    public RecentBits? Recent { get; set; }

    public long Bytes => Model.Describe().StateBytes + Overhead + (Incidents.Count * BytesOfAnIncident)
        + (Recent is null ? 0 : RecentBits.Bytes);

    /// <summary>Continues from a snapshot.</summary>
    public void Restore(byte[] model, FeedbackList feedback, long sequence)
    {
        var restored = scorer.Restore(model);
        if (!restored.IsSuccess) throw new InvalidOperationException(restored.Error.Message);

        Model.Dispose();
        (Model, Feedback, Sequence) = (restored.Value, feedback, sequence);
        Incidents.Forget();
    }

    /// <summary>Takes the next entry.</summary>
    /// <returns>The scores of its events.</returns>
    public ScoredEvents Apply(LogEntry entry)
    {
        if (entry.Sequence != Sequence) throw new InvalidOperationException("The log has a gap.");

        var scores = new ScoredEvents();
        switch (entry.Kind)
        {
            case LogEntryKind.Events:
                Push(entry, scores);
                break;
            case LogEntryKind.Anchor:
                Model.Anchor();
                break;
            case LogEntryKind.NewBaseline:
                Model.Dispose();
                Model = scorer.Create(options);
                break;
            case LogEntryKind.Feedback:
                var said = JsonSerializer.Deserialize<KeyValuePair<string, FeedbackVerdict>>(entry.Content!);
                Feedback.Say(said.Key, said.Value);
                break;
            case LogEntryKind.Profile:
                break;
            default:
                throw new InvalidOperationException($"An entry of the unknown kind {entry.Kind}.");
        }

        if (entry.Flagged > 0) Incidents.Forget();
        Recent?.Add(entry);
        Sequence += entry.Length;
        return scores;
    }

    public void Dispose() => Model.Dispose();

    // Also what only was scored: the model counts it, so without it the digest would tell which process had scored.
    // Its room is as large as the entry, so it goes with it: a state stays in memory for long.
    private void Push(LogEntry entry, ScoredEvents scores)
    {
        var (batch, start) = (new EventBatch(), 0);
        foreach (var end in entry.Ends)
        {
            batch.Add(entry.Texts.AsSpan(start..end));
            start = end;
        }

        Model.Push(batch, entry.Learned, explainAtOrBelow: 0, scores);
    }
}
