using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Testing.Crashes;

/// <summary>A stream's log read in its order by one fresh model.</summary>
public static class OneFold
{
    /// <summary>What the log has otherwise than the model scores it, and the digest of the model after its last anchor.</summary>
    public static IEnumerable<string> Differences(IReadOnlyList<LogEntry> log, IAnomalyScorer scorer, string digest)
    {
        using var model = scorer.Create(new StreamModelOptions(EventStream.UsualBaseline));
        var (scores, batch, sequence, anchored) = (new ScoredEvents(), new EventBatch(), 0L, "");
        foreach (var entry in log)
        {
            if (entry.Sequence != sequence) yield return $"entry {entry.Sequence} follows {sequence}";

            sequence = entry.Sequence + entry.Length;
            if (entry.Kind == LogEntryKind.Anchor)
            {
                model.Anchor();
                anchored = model.Digest();
            }

            if (entry.Kind != LogEntryKind.Events) continue;

            batch.Clear();
            for (var place = 0; place < entry.Length; place++) batch.Add(TextOf(entry, place));
            model.Push(batch, entry.Learned, explainAtOrBelow: 0, scores);
            if (!IsSame(entry, scores)) yield return $"entry {entry.Sequence} was scored otherwise";
        }

        if (anchored != digest) yield return $"the model's digest is {digest} and not {anchored}";
    }

    private static ReadOnlySpan<byte> TextOf(LogEntry entry, int place) =>
        entry.Texts.AsSpan((place == 0 ? 0 : entry.Ends[place - 1])..entry.Ends[place]);

    private static bool IsSame(LogEntry entry, ScoredEvents scores) => Enumerable.Range(0, entry.Length).All(place =>
        entry.Bits[place] == scores[place].Bits
        && entry.Scores[place] == (float)scores[place].Score
        && entry.PValues[place] == scores[place].PValue
        && entry.Flags[place] == (short)scores[place].Flags);
}
