using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Benchmarks.Quality;

/// <summary>One set through one stream with default settings: the baseline teaches, the rest is scored.</summary>
/// <param name="Scores">Of the events to be scored, in their order.</param>
/// <param name="AfterBaseline">The model when the baseline was complete.</param>
/// <param name="AfterTest">The model at the end.</param>
/// <param name="Seconds">What scoring each event took, in their order; one call for each.</param>
internal sealed record SetRun(
    IReadOnlyList<EventScore> Scores,
    StreamModelDescription AfterBaseline,
    StreamModelDescription AfterTest,
    IReadOnlyList<double> Seconds)
{
    /// <summary>Does it.</summary>
    public static SetRun Of(IAnomalyScorer scorer, IReadOnlyList<byte[]> baseline, IEnumerable<byte[]> test)
    {
        using var model = scorer.Create(new StreamModelOptions(baseline.Count));
        var (batch, results) = (new EventBatch(), new ScoredEvents());
        foreach (var text in baseline) PushAlone(text);
        var afterBaseline = model.Describe();

        var (scores, seconds) = (new List<EventScore>(), new List<double>());
        foreach (var text in test)
        {
            seconds.Add(PushAlone(text).TotalSeconds);
            scores.Add(results[0]);
        }

        return new SetRun(scores, afterBaseline, model.Describe(), seconds);

        TimeSpan PushAlone(byte[] text)
        {
            batch.Clear();
            batch.Add(text);
            var before = TimeProvider.System.GetTimestamp();
            model.Push(batch, learn: true, explainAtOrBelow: 0, results);
            return TimeProvider.System.GetElapsedTime(before);
        }
    }

    /// <summary>The decision at a nominal false-alarm rate, beside the labels.</summary>
    public Confusion At(double alpha, LabelledSet set) =>
        Confusion.Of(Scores.Zip(set.Test, (score, test) => (score.PValue <= alpha, test.Anomalous)));
}
