using Driftlock.Application.Detection;
using Driftlock.Benchmarks.Shared;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Core;

/// <summary>What is measured over one corpus.</summary>
internal sealed class CorpusMeasures : IDisposable
{
    private const string YardstickName = "zstd -3";
    private const int MaskedAtOnce = 1 << 16;

    private readonly NativeScorer uncached = new(lineCache: false);
    private NativeScorer unknowing = new(lineCache: false);
    private readonly Zstd zstd = new();
    private readonly ScoredEvents results = new();
    private readonly Corpus corpus;
    private readonly byte[] output;
    private readonly byte[] taught;
    private IStreamModel deep;
    private IStreamModel learning;
    private IStreamModel fast;
    private NativeScorer emptyCache = new();

    public CorpusMeasures(Corpus corpus)
    {
        this.corpus = corpus;
        output = new byte[Math.Max(corpus.Text.Length, MaskedAtOnce)];
        using var model = uncached.Create(new StreamModelOptions(corpus.Baseline.Count));
        model.Push(corpus.Baseline, learn: true, explainAtOrBelow: 0, results);
        taught = model.Save();
        (deep, learning, fast) = (Restore(unknowing), Restore(uncached), Restore(emptyCache));
        All =
        [
            Over("memcpy", () => corpus.Text.CopyTo(output, 0)),
            Over(YardstickName, () => _ = zstd.Compress(corpus.Text)),
            Over("mask", MaskAll),
            new Measure("deep path", corpus.Text.Length, ForgetCosts, () => PushAll(deep, learn: false)),
            new Measure("learning path", corpus.Text.Length, Unteach, () => PushAll(learning, learn: true)),
            new Measure("fast path", corpus.Text.Length, ForgetLines, () => PushAll(fast, learn: false)),
        ];
    }

    public IReadOnlyList<Measure> All { get; }

    /// <summary>What all rounds so far came to.</summary>
    public IEnumerable<Speed> Speeds()
    {
        var yardstick = All.Single(measure => measure.Name == YardstickName).Rates;
        return All.Select(measure => new Speed(
            corpus.Name,
            measure.Name,
            measure.Rates.Count,
            Figures.Of(measure.Rates),
            Figures.Of(measure.Rates.Zip(yardstick, (rate, zstd) => rate / zstd))));
    }

    public void Dispose()
    {
        deep.Dispose();
        learning.Dispose();
        fast.Dispose();
        uncached.Dispose();
        unknowing.Dispose();
        emptyCache.Dispose();
        zstd.Dispose();
    }

    private Measure Over(string name, Action pass) => new(name, corpus.Text.Length, () => { }, pass);

    private void MaskAll()
    {
        for (var from = 0; from < corpus.Text.Length; from += MaskedAtOnce)
            _ = NativeMask.Mask(corpus.Text.AsSpan(from, Math.Min(MaskedAtOnce, corpus.Text.Length - from)), output);
    }

    private void PushAll(IStreamModel model, bool learn)
    {
        foreach (var batch in corpus.Batches) model.Push(batch, learn, explainAtOrBelow: 0, results);
    }

    private void Unteach()
    {
        learning.Dispose();
        learning = Restore(uncached);
    }

    private void ForgetCosts()
    {
        deep.Dispose();
        unknowing.Dispose();
        unknowing = new NativeScorer(lineCache: false);
        deep = Restore(unknowing);
    }

    private void ForgetLines()
    {
        fast.Dispose();
        emptyCache.Dispose();
        emptyCache = new NativeScorer();
        fast = Restore(emptyCache);
    }

    private IStreamModel Restore(NativeScorer scorer) => scorer.Restore(taught).Value!;
}
