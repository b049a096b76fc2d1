using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Http;

/// <summary>
/// The core alone on one thread, at the work of the load: lines as it has them, in batches as large as its requests, over
/// as many streams that take turns. By the clock on the wall as everything here is, so that a busy machine slows both.
/// </summary>
internal sealed class CoreYardstick : IDisposable
{
    private const int BatchesOfStream = 20;

    private readonly NativeScorer scorer = new(lineCache: false);
    private readonly ScoredEvents results = new();
    private readonly byte[][] taught;
    private readonly EventBatch[] batches;

    public CoreYardstick()
    {
        var lines = new EventBodies();
        taught = [.. Enumerable.Range(0, DetectLoad.Streams).Select(_ => Teach(lines))];
        batches = [.. Enumerable.Range(0, DetectLoad.Streams * BatchesOfStream).Select(_ => Batch(lines))];
    }

    /// <summary>10^6 bytes of events a second.</summary>
    /// <param name="learn">Whether they teach.</param>
    /// <param name="duration">How long it is measured.</param>
    /// <param name="streams">Streams that take turns: with one, its model stays in the processor's cache.</param>
    public double MbPerS(bool learn, TimeSpan duration, int streams = DetectLoad.Streams)
    {
        var models = taught.Take(streams).Select(state => scorer.Restore(state).Value!).ToList();
        var (start, pushed) = (TimeProvider.System.GetTimestamp(), 0);
        while (TimeProvider.System.GetElapsedTime(start) < duration)
        {
            models[pushed % streams].Push(batches[pushed % batches.Length], learn, explainAtOrBelow: 0, results);
            pushed++;
        }

        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        foreach (var model in models) model.Dispose();
        return (double)pushed * DetectLoad.Events * EventBodies.EventBytes / seconds / 1e6;
    }

    /// <summary>
    /// How many times as long a batch takes when the processor had nothing to do before it, and others its cache meanwhile.
    /// </summary>
    /// <param name="pause">How long it had nothing to do.</param>
    public async Task<double> TimesAsLongAfterAsync(TimeSpan pause) =>
        await MedianMsAsync(pause) / await MedianMsAsync(TimeSpan.Zero);

    public void Dispose() => scorer.Dispose();

    private async Task<double> MedianMsAsync(TimeSpan pause)
    {
        var models = taught.Select(state => scorer.Restore(state).Value!).ToList();
        var times = new List<double>();
        foreach (var (number, batch) in batches.Index())
        {
            if (pause > TimeSpan.Zero) await Task.Delay(pause);
            var start = TimeProvider.System.GetTimestamp();
            models[number % models.Count].Push(batch, learn: false, explainAtOrBelow: 0, results);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        foreach (var model in models) model.Dispose();
        return times.Order().ElementAt(times.Count / 2);
    }

    private byte[] Teach(EventBodies lines)
    {
        using var model = scorer.Create(new StreamModelOptions(4 * DetectLoad.Events));
        for (var batch = 0; batch < 4; batch++) model.Push(Batch(lines), learn: true, explainAtOrBelow: 0, results);
        return model.Save();
    }

    private static EventBatch Batch(EventBodies lines)
    {
        var batch = new EventBatch();
        foreach (var line in lines.NextLines(DetectLoad.Events)) batch.Add(line);
        return batch;
    }
}
