using System.CommandLine;
using Driftlock.Application.Detection;
using Driftlock.Benchmarks.Core;
using Driftlock.Benchmarks.Shared;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.CommandLine;

/// <summary>
/// <c>build/bench cli</c>: the built command on a large log, for programs and for people, beside the core alone on the
/// same lines in the same run.
/// </summary>
internal static class CliBenchmark
{
    private const int Starts = 11;
    private const int BaselineLines = 400; // what the command takes of a long file
    private const int LinesAtOnce = 512;
    private const int Unusual = 1; // the exit code of a scan that found the line to be found

    private static readonly Option<int> Megabytes = new("--megabytes")
    {
        Description = "Size of the log in 10^6 bytes.",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Where to write the figures." };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command("cli", "Measures the command: its start, and a scan beside the core alone.")
        {
            Megabytes, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var driftlock = Path.Combine(Checkout.Root, "build", "driftlock");
        _ = CommandRun.Of(driftlock, "--version"); // builds it if need be
        var starts = Figures.Of(Enumerable.Range(0, Starts)
            .Select(_ => CommandRun.Of(driftlock, "--version").Wall.TotalMilliseconds));

        var folder = Directory.CreateTempSubdirectory("driftlock-bench-");
        try
        {
            var log = Path.Combine(folder.FullName, "shop.log");
            var bytes = Write(log, parsed.GetValue(Megabytes) * 1_000_000L);
            var json = CommandRun.Of(driftlock, "scan", log, "--output", "json");
            var text = CommandRun.Of(driftlock, "scan", log);
            return Tell(parsed.GetValue(Json), bytes, starts, new Scans(json, text), Score(log));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Tell(FileInfo? file, long bytes, Figures starts, Scans scans, TimeSpan core)
    {
        var (json, text) = scans;
        var ratio = Math.Min(core / json.Wall, core / text.Wall);
        var peak = Math.Max(json.PeakBytes, text.PeakBytes);
        Console.WriteLine($"log of {bytes:N0} bytes, no two lines equal");
        Console.WriteLine($"start {starts.Middle} ms ({starts.Range}), median of {Starts}");
        Console.WriteLine($"scan  {bytes / json.Wall.TotalSeconds / 1e6:0.0} MB/s as JSON");
        Console.WriteLine($"      {bytes / text.Wall.TotalSeconds / 1e6:0.0} MB/s as text");
        Console.WriteLine($"core  {bytes / core.TotalSeconds / 1e6:0.0} MB/s alone, learning every line");
        Report.WriteJson(file, new
        {
            Report.Commit,
            Bytes = bytes,
            StartMs = starts,
            FirstJsonMs = json.FirstOutput.TotalMilliseconds,
            FirstTextMs = text.FirstOutput.TotalMilliseconds,
            PeakBytes = peak,
            SpeedOfCore = ratio,
        });
        return Report.Judge(
        [
            new("start under 200 ms", $"{starts.Middle} ms", starts.Median < 200),
            new("exit code 1, as a line is unusual", $"{json.ExitCode}, {text.ExitCode}", scans.FoundIt),
            First("first JSON within a second", json),
            First("first text within a second", text),
            new("memory under 200 MB", $"{peak / 1e6:0} MB", peak < 200_000_000),
            new("at least half of the core's speed", $"{ratio:0.00}", ratio >= 0.5),
        ]);
    }

    private static Commitment First(string what, CommandRun scan) =>
        new(what, $"{scan.FirstOutput.TotalMilliseconds:0} ms", scan.FirstOutput.TotalSeconds <= 1);

    /// <summary>
    /// Writes a log, and early in it one line to be found: JSON of it is written at once, text when the first span of
    /// lines is over.
    /// </summary>
    private static long Write(string path, long bytes)
    {
        var lines = new SyntheticLog(new Chance(1));
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        for (var line = 0; line <= BaselineLines; line++) Write(lines.NextLine());
        Write("PANIC could not extend file: No space left on device"u8);
        while (file.Position < bytes) Write(lines.NextLine());

        return file.Position;

        void Write(ReadOnlySpan<byte> line)
        {
            file.Write(line);
            file.WriteByte((byte)'\n');
        }
    }

    private static TimeSpan Score(string path)
    {
        using var scorer = new NativeScorer();
        using var model = scorer.Create(new StreamModelOptions(BaselineLines));
        var (batch, results, spent) = (new EventBatch(), new ScoredEvents(), TimeSpan.Zero);
        foreach (var line in File.ReadLines(path))
        {
            batch.Add(System.Text.Encoding.UTF8.GetBytes(line));
            if (batch.Count == LinesAtOnce) Push();
        }

        Push();
        return spent;

        void Push()
        {
            var before = TimeProvider.System.GetTimestamp();
            model.Push(batch, learn: true, explainAtOrBelow: 0, results);
            spent += TimeProvider.System.GetElapsedTime(before);
            batch.Clear();
        }
    }

    /// <summary>The two forms that a scan was made in.</summary>
    private sealed record Scans(CommandRun AsJson, CommandRun AsText)
    {
        public bool FoundIt => AsJson.ExitCode == Unusual && AsText.ExitCode == Unusual;
    }
}
