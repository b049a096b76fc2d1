using System.CommandLine;
using System.Diagnostics;
using Driftlock.Application.Detection;
using Driftlock.Benchmarks.Quality;
using Driftlock.Benchmarks.Shared;
using Driftlock.Infrastructure.Detection.Native;

namespace Driftlock.Benchmarks.Core;

/// <summary><c>build/bench core</c>: speed and size of the core, beside memcpy and zstd -3 on the same bytes.</summary>
internal static class CoreBenchmark
{
    private const int SyntheticBytes = 4_000_000;
    private const int LeastRounds = 5;
    private const int SavesPerRound = 5;

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "Measuring sets (events/sets.json and events/*.tsv in this folder) to measure with, too.",
    };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "How long to measure, about; at least five rounds.",
        DefaultValueFactory = _ => 30,
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Where to write the figures." };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command("core", "Measures speed and size of the core beside memcpy and zstd -3.")
        {
            Data, Seconds, Json,
        };
        Data.AcceptExistingOnly();
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var start = MeasureStart();
        List<Corpus> corpora = [Corpus.LogLines(SyntheticBytes), Corpus.RepetitiveLines(SyntheticBytes)];
        if (parsed.GetValue(Data) is { } data) corpora.AddRange(LabelledSet.ReadAll(data).Select(Corpus.Of));

        var measures = corpora.ConvertAll(corpus => new CorpusMeasures(corpus));
        var state = new StateCost(corpora[0]);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < LeastRounds || watch.Elapsed.TotalSeconds < parsed.GetValue(Seconds); round++)
        {
            foreach (var measure in measures.SelectMany(measure => measure.All)) measure.Run();
            for (var save = 0; save < SavesPerRound; save++) state.Run();
        }

        var speeds = measures.SelectMany(measure => measure.Speeds()).ToList();
        measures.ForEach(measure => measure.Dispose());
        Print(speeds, state, start);
        Report.WriteJson(parsed.GetValue(Json), new
        {
            Report.Commit,
            Speeds = speeds,
            StateBytes = state.Bytes,
            SavedBytes = state.SavedBytes,
            SaveMs = state.Save,
            LoadMs = state.Load,
            StartMs = start.TotalMilliseconds,
        });
        return Report.Judge([.. Commitments(speeds, state)]);
    }

    /// <summary>From nothing to the first answer. Has to come first: a library is loaded once.</summary>
    private static TimeSpan MeasureStart()
    {
        var before = TimeProvider.System.GetTimestamp();
        using var scorer = new NativeScorer();
        using var model = scorer.Create(new StreamModelOptions(1));
        var took = TimeProvider.System.GetElapsedTime(before);
        var sound = scorer.SelfTest();
        return sound.IsSuccess ? took : throw new InvalidOperationException(sound.Error.Message);
    }

    private static void Print(List<Speed> speeds, StateCost state, TimeSpan start)
    {
        var table = new Table("per core", "MB/s", "range", "x zstd -3", "range");
        foreach (var speed in speeds)
        {
            var (own, relative) = (speed.MbPerS, speed.OfZstd);
            table.Add($"{speed.Corpus}: {speed.What}", own.Middle, own.Range, relative.Middle, relative.Range);
        }

        Console.Write(table);
        Console.WriteLine($"medians of {speeds[0].Rounds} rounds; MB: 10^6 bytes of events; seconds of processor time");
        Console.WriteLine($"state {state.Bytes:N0} bytes in memory, {state.SavedBytes:N0} saved");
        Console.WriteLine($"save {state.Save.Middle} ms ({state.Save.Range})");
        Console.WriteLine($"load {state.Load.Middle} ms ({state.Load.Range})");
        Console.WriteLine($"start of the library {start.TotalMilliseconds:0.0} ms");
    }

    private static IEnumerable<Commitment> Commitments(List<Speed> speeds, StateCost state)
    {
        yield return AtLeast("log lines", "deep path", 15);
        yield return AtLeast("repetitive lines", "fast path", 150);
        yield return new("state at most 1 MiB", $"{state.Bytes:N0} bytes", state.Bytes <= 1 << 20);
        yield return new("save under 5 ms", $"{state.Save.Middle} ms", state.Save.Median < 5);
        yield return new("load under 5 ms", $"{state.Load.Middle} ms", state.Load.Median < 5);

        Commitment AtLeast(string corpus, string what, double least)
        {
            var speed = speeds.Single(speed => speed.Corpus == corpus && speed.What == what);
            return new($"{what} on {corpus} at least {least} MB/s", speed.MbPerS.Middle, speed.MbPerS.Median >= least);
        }
    }
}
