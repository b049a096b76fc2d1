using System.Text.Json.Serialization;
using Driftlock.Benchmarks.Shared;

namespace Driftlock.Benchmarks.Quality;

/// <summary>What the window-distance method came to on one set. It has one decision instead of levels.</summary>
internal sealed record OriginalQuality : RankedQuality
{
    public required double F1 { get; init; }
    public required double Recall { get; init; }
    [JsonPropertyName("fp_per_1000")] public required double FalsePer1000 { get; init; }

    /// <summary>Measures a set.</summary>
    public static OriginalQuality Of(LabelledSet set)
    {
        using var zstd = new Zstd();
        var before = TimeProvider.System.GetTimestamp();
        var verdicts = new WindowDistance(zstd).Score(set);
        var took = TimeProvider.System.GetElapsedTime(before);
        var ranked = verdicts.Zip(set.Test, (verdict, test) => (verdict.Score, test.Anomalous)).ToList();
        var decided = Confusion.Of(verdicts.Zip(set.Test, (verdict, test) => (verdict.Flagged, test.Anomalous)));
        return new OriginalQuality
        {
            Set = set.Name,
            Auc = Ranking.Auc(ranked),
            Ap = Ranking.AveragePrecision(ranked),
            F1 = decided.F1,
            Recall = decided.Recall,
            FalsePer1000 = decided.FalsePer1000,
            MbPerS = set.TestBytes / took.TotalSeconds / 1e6,
        };
    }

    /// <summary>The mean of several.</summary>
    public static OriginalQuality Mean(string name, IReadOnlyList<OriginalQuality> sets) => new()
    {
        Set = name,
        Auc = sets.Average(set => set.Auc),
        Ap = sets.Average(set => set.Ap),
        F1 = sets.Average(set => set.F1),
        Recall = sets.Average(set => set.Recall),
        FalsePer1000 = sets.Average(set => set.FalsePer1000),
        MbPerS = sets.Average(set => set.MbPerS),
    };

    /// <summary>The cells under <see cref="SetQuality.Columns"/>; its one decision stands at 1 %.</summary>
    public string[] Cells() =>
    [
        "  window distance", "", "", "", "", "", "", Share(Auc), Share(Ap), "", Share(F1), "", Share(Recall),
        Number(FalsePer1000, "0.0"), Number(MbPerS, "0.00"), "",
    ];
}
