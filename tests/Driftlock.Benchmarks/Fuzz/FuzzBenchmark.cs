using System.CommandLine;
using System.Diagnostics;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Testing.Fuzzing;

namespace Driftlock.Benchmarks.Fuzz;

/// <summary><c>build/bench fuzz</c>: hostile events, damaged and forged states. One execution is one event.</summary>
internal static class FuzzBenchmark
{
    private static readonly Option<long> Executions = new("--executions")
    {
        Description = "Events in all, those of earlier runs with the same state file included.",
        DefaultValueFactory = _ => 1_000_000,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Decides everything that happens.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<FileInfo?> State = new("--state")
    {
        Description = "Where the progress is kept: a stopped run goes on from there.",
    };

    private static readonly Option<long?> Repeat = new("--repeat")
    {
        Description = "Only the round of this execution, to see a finding again.",
    };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command("fuzz", "Feeds the core with hostile events; stops at the first finding.")
        {
            Executions, Seed, State, Repeat,
        };
        command.SetAction(parsed =>
        {
            using NativeScorer cached = new(), uncached = new(lineCache: false);
            var seed = parsed.GetValue(Seed);
            return parsed.GetValue(Repeat) is { } execution
                ? Report(new FuzzRound(cached, uncached, seed, execution / FuzzRound.Executions).Run())
                : Run(cached, uncached, FuzzProgress.Read(parsed.GetValue(State), seed), parsed);
        });
        return command;
    }

    private static int Run(NativeScorer cached, NativeScorer uncached, FuzzProgress progress, ParseResult parsed)
    {
        var (wanted, file) = (parsed.GetValue(Executions), parsed.GetValue(State));
        Console.WriteLine($"seed {progress.Seed}, {progress.Executions:N0} of {wanted:N0} executions done");
        var (watch, begun, told) = (Stopwatch.StartNew(), progress, TimeSpan.Zero);
        while (progress.Executions < wanted)
        {
            var round = progress.Executions / FuzzRound.Executions;
            if (new FuzzRound(cached, uncached, progress.Seed, round).Run() is { } finding) return Report(finding);

            progress = progress with
            {
                Executions = (round + 1) * FuzzRound.Executions,
                Seconds = begun.Seconds + watch.Elapsed.TotalSeconds,
            };
            if (watch.Elapsed - told < TimeSpan.FromSeconds(10) && progress.Executions < wanted) continue;

            told = watch.Elapsed;
            progress.Write(file);
            var rate = (progress.Executions - begun.Executions) / told.TotalSeconds;
            Console.WriteLine($"{progress.Executions:N0} executions, {progress.Seconds:N0} s, {rate:N0} a second");
        }

        return Report(null);
    }

    private static int Report(FuzzFinding? finding)
    {
        Console.WriteLine(finding is null
            ? "clean: no finding"
            : $"FOUND at execution {finding.Execution}, to be seen again with " +
              $"build/bench fuzz --seed {finding.Seed} --repeat {finding.Execution}\n{finding.What}");
        return finding is null ? 0 : 1;
    }
}
