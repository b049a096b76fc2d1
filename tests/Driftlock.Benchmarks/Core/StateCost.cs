using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Core;

/// <summary>What a stream costs in memory, and what it takes to save and to load it.</summary>
internal sealed class StateCost
{
    private readonly List<double> saves = [], loads = [];
    private readonly byte[] saved;

    public StateCost(byte[] saved)
    {
        this.saved = saved;
        using var scorer = new NativeScorer();
        using var model = scorer.Restore(saved).Value!;
        Bytes = model.Describe().StateBytes;
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
