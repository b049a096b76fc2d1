using System.CommandLine;
using System.Globalization;
using Driftlock.Benchmarks.Shared;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Quality;

/// <summary><c>build/bench quality</c>: how well the core finds what the labels call anomalies.</summary>
internal static class QualityBenchmark
{
    private const string SeriesNote =
        "Series (DIR/series) are left out: numbers are scored as text so far, which says nothing of a series.";

    private static readonly double[] Levels = [0.05, 0.01, 0.001];

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The measuring sets: events/sets.json and events/*.tsv in this folder.",
        Required = true,
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Where to write the figures." };

    private static readonly Option<bool> WithOriginal = new("--with-original")
    {
        Description = "The window-distance method beside it (some minutes).",
    };

    private static readonly Option<int> ShuffleCount = new("--shuffles")
    {
        Description = "Measure the false-alarm rate on so many shuffles of the normal events of each set.",
    };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command("quality", "Finds what the labels of the measuring sets call anomalies.")
        {
            Data, Json, WithOriginal, ShuffleCount,
        };
        Data.AcceptExistingOnly();
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var scorer = new NativeScorer();
        var (sets, table) = (LabelledSet.ReadAll(parsed.GetValue(Data)!), new Table(SetQuality.Columns));
        var (measured, originals) = (new List<SetQuality>(), new List<OriginalQuality>());
        foreach (var set in sets)
        {
            measured.Add(SetQuality.Of(scorer, set));
            table.Add(measured[^1].Cells());
            if (!parsed.GetValue(WithOriginal)) continue;

            originals.Add(OriginalQuality.Of(set));
            table.Add(originals[^1].Cells());
        }

        var injected = measured.Where(set => IsInjected(set.Set)).ToList();
        if (injected.Count > 0) table.Add(SetQuality.Mean("inj_ mean", injected).Cells());
        var old = originals.Where(set => IsInjected(set.Set)).ToList();
        if (old.Count > 0) table.Add(OriginalQuality.Mean("inj_ mean", old).Cells());
        var stateBytes = measured.Max(set => set.StateBytes);
        Console.Write(table);
        Console.WriteLine($"largest state {stateBytes:N0} bytes; - where the calibration is too small for that rate");
        Console.WriteLine(SeriesNote);

        var rates = sets.Where(_ => parsed.GetValue(ShuffleCount) > 0)
            .SelectMany(set => Shuffles.Measure(scorer, set, parsed.GetValue(ShuffleCount), Levels)).ToList();
        if (rates.Count > 0) Print(rates);
        Report.WriteJson(parsed.GetValue(Json), new
        {
            Report.Commit,
            Events = measured,
            Original = originals,
            ShuffledRates = rates,
            Series = (object?)null,
            SeriesNote,
            StateBytesMax = stateBytes,
        });
        return Report.Judge([.. Commitments(measured)]);
    }

    private static bool IsInjected(string set) => set.StartsWith("inj_", StringComparison.Ordinal);

    private static void Print(IReadOnlyList<ShuffledRate> rates)
    {
        var table = new Table("false alarms, shuffled", "nominal %", "promised %", "99 % band", "measured %", "");
        foreach (var rate in rates)
        {
            var band = $"+-{Percent(rate.Band)}";
            table.Add(rate.Set, Percent(rate.Alpha), Percent(rate.Promised), band, Percent(rate.Flagged), rate.Where);
        }

        Console.Write(table);
    }

    /// <summary>Of the sets that were given: others can be measured by the same command.</summary>
    private static IEnumerable<Commitment> Commitments(IReadOnlyList<SetQuality> measured)
    {
        foreach (var set in measured.Where(set => set.Set == "hdfs_sessions"))
        {
            yield return AtLeast("hdfs_sessions AP", set.Ap, 0.94);
            yield return AtLeast("hdfs_sessions F1 at 1 %", set.F1At1, 0.86);
        }

        foreach (var set in measured.Where(set => set.Set == "sms_spam"))
            yield return AtLeast("sms_spam AP", set.Ap, 0.77);

        var injected = measured.Where(set => IsInjected(set.Set)).ToList();
        if (injected.Count == 0) yield break;

        yield return AtLeast("mean AUC of inj_", injected.Average(set => set.Auc), 0.85);
        var falseAlarms = injected.Average(set => set.FalsePer1000At1);
        yield return new("mean FP/1000 of inj_ at most 30", Number(falseAlarms), falseAlarms <= 30);
    }

    private static Commitment AtLeast(string what, double value, double least) =>
        new($"{what} at least {Number(least)}", Number(value), value >= least);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (100 * value).ToString("0.000", CultureInfo.InvariantCulture);
}
