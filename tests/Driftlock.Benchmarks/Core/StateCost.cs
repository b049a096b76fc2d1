using Driftlock.Application.Detection;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Core;

/// <summary>What a stream costs in memory, and what it takes to save and to load it.</summary>
internal sealed class StateCost
{
    private const int FullCalibration = 3200; // of a baseline the last 65 % calibrate, at most 2048 events

    private readonly List<double> saves = [], loads = [];
    private readonly byte[] saved;

    /// <summary>Of a stream that is as large as it gets: everything full, and more learned than it can hold.</summary>
    public StateCost(Corpus corpus)
    {
        var results = new ScoredEvents();
        using var scorer = new NativeScorer();
        using var model = scorer.Create(new StreamModelOptions(FullCalibration));
        foreach (var batch in corpus.Batches) model.Push(batch, learn: true, explainAtOrBelow: 0, results);
        Bytes = model.Describe().StateBytes;
        saved = model.Save();
    }

    /// <summary>Bytes in memory.</summary>
    public long Bytes { get; }

    /// <summary>Bytes when saved.</summary>
    public int SavedBytes => saved.Length;

    /// <summary>Milliseconds of a save.</summary>
    public Figures Save => Figures.Of(saves);

    /// <summary>Milliseconds of a load.</summary>
    public Figures Load => Figures.Of(loads);

    /// <summary>Loads and saves once, by the clock on the wall.</summary>
    public void Run()
    {
        using var scorer = new NativeScorer();
        var before = TimeProvider.System.GetTimestamp();
        using var model = scorer.Restore(saved).Value!;
        loads.Add(TimeProvider.System.GetElapsedTime(before).TotalMilliseconds);

        before = TimeProvider.System.GetTimestamp();
        _ = model.Save();
        saves.Add(TimeProvider.System.GetElapsedTime(before).TotalMilliseconds);
    }
}
