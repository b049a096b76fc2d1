namespace Driftlock.Domain.Detection;

/// <summary>What a person said of an event.</summary>
public enum FeedbackVerdict
{
    /// <summary>Rightly flagged: events of this kind stay loud, however often they come.</summary>
    Confirmed,

    /// <summary>Wrongly flagged: events of this kind are quiet from here on.</summary>
    FalsePositive,
}

/// <summary>
/// What people have said of kinds of events, by the kind's masked form. Beside the model and part of the stream's state;
/// nothing already learned is subtracted.
/// </summary>
public sealed class FeedbackList
{
    /// <summary>Most kinds; beyond, the one said longest ago is forgotten.</summary>
    public const int MaximumKinds = 1000;

    private readonly LinkedList<(string Kind, FeedbackVerdict Verdict)> inOrder = [];
    private readonly Dictionary<string, LinkedListNode<(string Kind, FeedbackVerdict Verdict)>> byKind =
        new(StringComparer.Ordinal);

    /// <summary>Kinds with their verdicts, the one said longest ago first.</summary>
    public IEnumerable<(string Kind, FeedbackVerdict Verdict)> Kinds => inOrder;

    /// <summary>What was said last of this kind, if anything was.</summary>
    public FeedbackVerdict? Of(string kind) => byKind.TryGetValue(kind, out var node) ? node.Value.Verdict : null;

    /// <summary>Notes what was said.</summary>
    public void Say(string kind, FeedbackVerdict verdict)
    {
        if (byKind.Remove(kind, out var earlier)) inOrder.Remove(earlier);
        if (inOrder.Count == MaximumKinds)
        {
            byKind.Remove(inOrder.First!.Value.Kind);
            inOrder.RemoveFirst();
        }

        byKind[kind] = inOrder.AddLast((kind, verdict));
    }
}
