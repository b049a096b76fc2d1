using System.Text;
using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>An analysis that keeps nothing: a model of its own learns the baseline and judges the events.</summary>
internal static class Analysis
{
    public static AnalyzedEvents Of(
        IAnomalyScorer scorer,
        IReadOnlyList<string> baseline,
        IReadOnlyList<string> events,
        SensitivityProfile profile,
        EventShape shape)
    {
        var teaching = baseline.Count > 0 ? baseline.Count : profile.MinimumBaseline;
        using var model = scorer.Create(new StreamModelOptions(teaching) { Shape = shape });
        var scores = new ScoredEvents();
        model.Push(Batch(baseline), learn: true, explainAtOrBelow: 0, scores);
        model.Push(Batch(events), learn: true, explainAtOrBelow: 1, scores);

        var indices = Enumerable.Range(0, scores.Count);
        var scored = indices.Count(index => profile.Judge(scores[index]) != Verdict.Learning);
        var anomalies = indices.Where(index => profile.Suspects(scores[index]))
            .Select(index => Explain(index, events[index], scores, profile));
        return new AnalyzedEvents(scored, [.. anomalies], model.Describe(), model.Digest(), scorer.Describe());
    }

    private static EventBatch Batch(IReadOnlyList<string> events)
    {
        var batch = new EventBatch();
        foreach (var text in events) batch.Add(Encoding.UTF8.GetBytes(text));
        return batch;
    }

    private static FoundAnomaly Explain(int index, string text, ScoredEvents scores, SensitivityProfile profile)
    {
        var (score, words) = (scores[index], scores.Words(index).ToArray());
        var explanation = Explanation.Of(Encoding.UTF8.GetBytes(text), score, words);
        return new FoundAnomaly(index, text, score, profile.Judge(score), words, explanation);
    }
}
