using System.CommandLine;
using System.Diagnostics;
using Driftlock.Benchmarks.Shared;
using Driftlock.Testing.Crashes;

namespace Driftlock.Benchmarks.Crash;

/// <summary><c>build/bench crash</c>: the service dies by <c>kill -9</c> at every named place and at any moment.</summary>
internal static class CrashBenchmark
{
    // Of one installation: what is compared at the end of it grows with them.
    private const int RoundsOfPart = 20;
    private const int Broken = 1;

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often the service dies.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Decides where it dies and what is sent.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command(
            "crash", "Ends the service by kill -9 under load, again and again; whatever was answered has to be there once.")
        {
            Rounds, Seed,
        };
        command.SetAction(parsed => RunAsync(parsed.GetValue(Rounds), parsed.GetValue(Seed)));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, ulong seed)
    {
        Console.WriteLine($"commit {Report.Commit}, seed {seed}, {rounds:N0} rounds, {FaultPoints.Tried.Count} named places");
        var (watch, number, breaches, answers, events, anomalies) = (Stopwatch.StartNew(), 0, 0, 0, 0, 0);
        foreach (var part in Strike.Deal(rounds, seed).Chunk(RoundsOfPart))
        {
            await using var run = new CrashRun(await Installation.MakeAsync(), seed + (ulong)number);
            var report = await run.RunAsync(part, (strike, found) => Tell($"{++number,5}  {strike.Name}", found));
            Tell($"{report.Answers:N0} requests answered, {report.Events:N0} events, {report.Anomalies:N0} anomalies", report.Breaches);
            (breaches, answers) = (breaches + report.Breaches.Count, answers + report.Answers);
            (events, anomalies) = (events + report.Events, anomalies + report.Anomalies);
        }

        Console.WriteLine($"{number:N0} deaths, {answers:N0} requests answered, {events:N0} events, {anomalies:N0} anomalies, "
            + $"{watch.Elapsed.TotalMinutes:N1} min: {(breaches == 0 ? "nothing lost, nothing twice" : $"{breaches} BREACHES")}");
        return breaches == 0 ? 0 : Broken;
    }

    private static void Tell(string what, IReadOnlyList<string> breaches)
    {
        Console.WriteLine($"{(breaches.Count == 0 ? "holds " : "BROKEN")} {what}");
        foreach (var breach in breaches) Console.WriteLine($"       {breach}");
    }
}
