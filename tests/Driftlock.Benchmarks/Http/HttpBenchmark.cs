using System.CommandLine;
using Driftlock.Benchmarks.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>
/// <c>build/bench http</c>: the service as <c>build/up</c> starts it, beside a bare socket server and the core alone in the
/// same run. The load and PostgreSQL use the same processors.
/// </summary>
internal static class HttpBenchmark
{
    private const int AtOnce = 32;
    private const double Half = 0.5;

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "How long each load is measured.",
        DefaultValueFactory = _ => 15,
    };

    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "How long memory is watched under load.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Where to write the figures." };

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var command = new Command("http", "Measures the service: requests, detections, latency, memory, start.")
        {
            Seconds, Minutes, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(parsed.GetValue(Seconds));
        var minutes = parsed.GetValue(Minutes);
        await using var service = await RunningService.StartAsync();
        await using var bare = await BareKestrel.StartAsync();

        Report.Begin("The core alone");
        using var yardstick = new CoreYardstick();
        var brief = duration / 3;
        var (deep, learns) = (yardstick.MbPerS(learn: false, brief), yardstick.MbPerS(learn: true, brief));
        var alone = yardstick.MbPerS(learn: false, brief, streams: 1);

        Report.Begin("A bare server and whoami, in turns");
        var (bareRun, whoAmI) = await GetAsync(bare, service, duration);

        Report.Begin("Baselines of the streams");
        using var frozen = new DetectLoad(service, learn: false);
        using var learning = new DetectLoad(service, learn: true);
        await frozen.TeachAsync();
        await learning.TeachAsync();
        Report.Begin("As many detections as are answered");
        await WarmUp.RunAsync(frozen.SaturateAsync);
        var frozenRun = await frozen.SaturateAsync(duration);
        await WarmUp.RunAsync(learning.SaturateAsync);
        var learningRun = await learning.SaturateAsync(duration);
        Report.Begin("Half of what is committed, and half as many");
        var (frozenCommitted, frozenHalf) = await HalvesAsync(frozen, deep, frozenRun, duration);
        var (learningCommitted, learningHalf) = await HalvesAsync(learning, learns, learningRun, duration);
        Report.Begin($"The same for {minutes:0.#} minutes");
        var soak = await Soak.RunAsync(
            service, learning, Half * learningRun.PerSecond, TimeSpan.FromMinutes(minutes));

        Report.Begin("A start after a crash, and one of everything");
        var (start, up) = (await service.StartAgainAsync(), await service.UpAgainAsync());
        Report.Begin($"{ManyStreams.Count:N0} streams");
        var streams = await ManyStreams.RunAsync(service);
        var figures = new HttpFigures
        {
            Bare = bareRun,
            WhoAmI = whoAmI,
            DeepPath = (deep + yardstick.MbPerS(learn: false, brief)) / 2,
            DeepPathOfOne = (alone + yardstick.MbPerS(learn: false, brief, streams: 1)) / 2,
            LearningPath = (learns + yardstick.MbPerS(learn: true, brief)) / 2,
            TimesAsLongAfterPause = await yardstick.TimesAsLongAfterAsync(HttpFigures.Pause),
            Frozen = frozenRun,
            Learning = learningRun,
            FrozenAtHalfOfCommitted = frozenCommitted,
            LearningAtHalfOfCommitted = learningCommitted,
            FrozenAtHalf = frozenHalf,
            LearningAtHalf = learningHalf,
            Streams = streams,
            Start = start,
            UpAgain = up,
            Soak = soak,
        };
        return Tell(figures, parsed.GetValue(Json));
    }

    private static async Task<(GetRun Bare, GetRun WhoAmI)> GetAsync(
        BareKestrel bare, RunningService service, TimeSpan duration)
    {
        using var plain = new HttpClient { BaseAddress = bare.Address };
        using var client = service.NewClient();
        return await GetLoad.InTurnsAsync(
            new GetLoad(plain, "/", bare.ProcessId, AtOnce),
            new GetLoad(client, "/api/v1/whoami", service.ProcessId, AtOnce),
            duration);
    }

    private static int Tell(HttpFigures figures, FileInfo? json)
    {
        figures.Print();
        var commitments = figures.Commitments();
        Report.WriteJson(json, new { Report.Commit, Commitments = commitments });
        return Report.Judge(commitments);
    }

    // At half of the load that is committed, and at half of what was answered.
    private static async Task<(LoadRun OfCommitted, LoadRun OfAnswered)> HalvesAsync(
        DetectLoad load, double core, LoadRun answered, TimeSpan duration) => (
        await load.AtRateAsync(Half * HttpFigures.Committed(core), duration),
        await load.AtRateAsync(Half * answered.PerSecond, duration));
}
