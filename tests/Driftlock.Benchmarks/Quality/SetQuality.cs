using System.Text.Json.Serialization;
using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;

namespace Driftlock.Benchmarks.Quality;

/// <summary>What was measured of one set. Property names are those of the report.</summary>
internal sealed record SetQuality : RankedQuality
{
    public required string Shape { get; init; }
    public required string Mode { get; init; }
    public required int Baseline { get; init; }
    public required int Calibration { get; init; }
    public required int Test { get; init; }
    public required int Positives { get; init; }
    [JsonPropertyName("f1_5")] public required double F1At5 { get; init; }
    [JsonPropertyName("f1_1")] public required double F1At1 { get; init; }
    [JsonPropertyName("f1_01")] public required double F1At01 { get; init; }
    [JsonPropertyName("recall_1")] public required double RecallAt1 { get; init; }
    [JsonPropertyName("fp_per_1000_1")] public required double FalsePer1000At1 { get; init; }
    [JsonPropertyName("us_per_event_p99")] public required double P99 { get; init; }
    public required long StateBytes { get; init; }

    public static string[] Columns { get; } =
    [
        "set", "shape", "mode", "teach", "calib", "test", "anom", "AUC", "AP", "F1@5%", "F1@1%", "F1@.1%", "recall@1%",
        "FP/1k@1%", "MB/s", "us p99",
    ];

    /// <summary>Measures a set.</summary>
    public static SetQuality Of(IAnomalyScorer scorer, LabelledSet set)
    {
        var run = SetRun.Of(scorer, set.Baseline, set.Test.Select(test => test.Text));
        var ranked = run.Scores.Zip(set.Test, (score, test) => (score.Score, test.Anomalous)).ToList();
        var balanced = run.At(0.01, set);
        return new SetQuality
        {
            Set = set.Name,
            Shape = $"{run.AfterBaseline.Shape}".ToLowerInvariant(),
            Mode = $"{run.AfterBaseline.Mode}".ToLowerInvariant(),
            Baseline = set.Baseline.Count,
            Calibration = run.AfterBaseline.CalibrationEvents,
            Test = set.Test.Count,
            Positives = set.Positives,
            Auc = Ranking.Auc(ranked),
            Ap = Ranking.AveragePrecision(ranked),
            F1At5 = run.At(0.05, set).F1,
            F1At1 = balanced.F1,
            F1At01 = run.At(0.001, set).F1,
            RecallAt1 = balanced.Recall,
            FalsePer1000At1 = balanced.FalsePer1000,
            MbPerS = set.TestBytes / run.Seconds.Sum() / 1e6,
            P99 = run.Seconds.Order().ElementAt(run.Seconds.Count * 99 / 100) * 1e6,
            StateBytes = Math.Max(run.AfterBaseline.StateBytes, run.AfterTest.StateBytes),
        };
    }

    /// <summary>The mean of several, as one line more.</summary>
    public static SetQuality Mean(string name, IReadOnlyList<SetQuality> sets)
    {
        double Of(Func<SetQuality, double> value) => sets.Average(value);
        return sets[0] with
        {
            Set = name,
            Auc = Of(set => set.Auc),
            Ap = Of(set => set.Ap),
            F1At5 = Of(set => set.F1At5),
            F1At1 = Of(set => set.F1At1),
            F1At01 = Of(set => set.F1At01),
            RecallAt1 = Of(set => set.RecallAt1),
            FalsePer1000At1 = Of(set => set.FalsePer1000At1),
            MbPerS = Of(set => set.MbPerS),
            P99 = Of(set => set.P99),
            StateBytes = sets.Max(set => set.StateBytes),
        };
    }

    /// <summary>The cells under <see cref="Columns"/>; a dash where the calibration is too small.</summary>
    public string[] Cells() =>
    [
        Set, Shape, Mode, $"{Baseline}", $"{Calibration}", $"{Test}", $"{Positives}", Share(Auc), Share(Ap),
        At(0.05, F1At5), At(0.01, F1At1), At(0.001, F1At01), At(0.01, RecallAt1), Number(FalsePer1000At1, "0.0"),
        Number(MbPerS, "0.0"), Number(P99, "0"),
    ];

    private string At(double alpha, double value) =>
        SensitivityProfile.Custom(alpha).IsCertifiedBy(Calibration) ? Share(value) : "-";
}
