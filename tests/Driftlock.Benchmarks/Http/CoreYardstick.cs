using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Http;

/// <summary>
/// The core alone on one thread, on lines as the load has them, in batches as large as its requests. By the clock on the
/// wall as everything here is, so that a busy machine slows both.
/// </summary>
internal sealed class CoreYardstick : IDisposable
{
    private const int Batches = 40;

    private readonly NativeScorer scorer = new(lineCache: false);
    private readonly ScoredEvents results = new();
    private readonly List<EventBatch> batches = [];
    private readonly byte[] taught;

    public CoreYardstick()
    {
        var lines = new EventBodies();
        using var model = scorer.Create(new StreamModelOptions(4 * DetectLoad.Events));
        for (var batch = 0; batch < 4; batch++) model.Push(Batch(lines), learn: true, explainAtOrBelow: 0, results);
        taught = model.Save();
        for (var batch = 0; batch < Batches; batch++) batches.Add(Batch(lines));
    }

    /// <summary>10^6 bytes of events a second.</summary>
    public double MbPerS(bool learn, TimeSpan duration)
    {
        using var model = scorer.Restore(taught).Value!;
        var (start, bytes) = (TimeProvider.System.GetTimestamp(), 0L);
        while (TimeProvider.System.GetElapsedTime(start) < duration)
        {
            foreach (var batch in batches) model.Push(batch, learn, explainAtOrBelow: 0, results);
            bytes += (long)Batches * DetectLoad.Events * EventBodies.EventBytes;
        }

        return bytes / TimeProvider.System.GetElapsedTime(start).TotalSeconds / 1e6;
    }

    public void Dispose() => scorer.Dispose();

    private static EventBatch Batch(EventBodies lines)
    {
        var batch = new EventBatch();
        foreach (var line in lines.NextLines(DetectLoad.Events)) batch.Add(line);
        return batch;
    }
}
