using Driftlock.Benchmarks.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>What <c>build/bench http</c> measured.</summary>
internal sealed record HttpFigures
{
    // What of the core's speed on one thread is committed.
    private const double Share = 0.4;

    /// <summary>About as long as a processor has nothing to do at half of the load.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public required GetRun Bare { get; init; }

    public required GetRun WhoAmI { get; init; }

    /// <summary>The core's deep path on one thread over the streams of the load, 10^6 bytes of events a second.</summary>
    public required double DeepPath { get; init; }

    /// <summary>The same over one stream, whose model stays in the processor's cache.</summary>
    public required double DeepPathOfOne { get; init; }

    /// <summary>The core's learning path on one thread, likewise.</summary>
    public required double LearningPath { get; init; }

    /// <summary>How many times as long the deep path takes after a pause of <see cref="Pause"/>.</summary>
    public required double TimesAsLongAfterPause { get; init; }

    public required LoadRun Frozen { get; init; }

    public required LoadRun Learning { get; init; }

    /// <summary>At half of the load that is committed.</summary>
    public required LoadRun FrozenAtHalfOfCommitted { get; init; }

    /// <inheritdoc cref="FrozenAtHalfOfCommitted"/>
    public required LoadRun LearningAtHalfOfCommitted { get; init; }

    /// <summary>At half of what was answered.</summary>
    public required LoadRun FrozenAtHalf { get; init; }

    /// <inheritdoc cref="FrozenAtHalf"/>
    public required LoadRun LearningAtHalf { get; init; }

    public required ManyStreams Streams { get; init; }

    public required TimeSpan Start { get; init; }

    /// <summary>A further <c>build/up</c>, with its PostgreSQL.</summary>
    public required TimeSpan UpAgain { get; init; }

    public required Soak Soak { get; init; }

    /// <summary>The load that is committed, requests a second, by the core's speed before the load.</summary>
    /// <param name="core">10^6 bytes of events a second of the core alone.</param>
    public static double Committed(double core) => Share * core * 1e6 / (DetectLoad.Events * EventBodies.EventBytes);

    public void Print()
    {
        Console.WriteLine($"bare Kestrel      {Bare}");
        Console.WriteLine($"whoami            {WhoAmI}");
        Console.WriteLine($"core, one thread  deep path {DeepPath:0.0} MB/s, learning path {LearningPath:0.0} MB/s");
        Console.WriteLine($"  of one stream   deep path {DeepPathOfOne:0.0} MB/s");
        Console.WriteLine($"  after {Pause.TotalMilliseconds:0} ms      takes {TimesAsLongAfterPause:0.0} times as long");
        Console.WriteLine($"detect, frozen    {MbPerS(Frozen):0.0} MB/s: {Frozen}");
        Console.WriteLine($"                  {MbPerS(Frozen) / DeepPathOfOne:0.00} of the deep path of one stream");
        Console.WriteLine($"  at half of it   {FrozenAtHalf}");
        Console.WriteLine($"  half committed  {FrozenAtHalfOfCommitted}");
        Console.WriteLine($"detect, learning  {MbPerS(Learning):0.0} MB/s: {Learning}");
        Console.WriteLine($"  at half of it   {LearningAtHalf}");
        Console.WriteLine($"  half committed  {LearningAtHalfOfCommitted}");
        Console.WriteLine($"many streams      {Streams}");
        Console.WriteLine($"start to ready    {Start.TotalSeconds:0.00} s");
        Console.WriteLine($"build/up again    {UpAgain.TotalSeconds:0.00} s");
        Console.WriteLine($"soak              {Soak}");
    }

    public IReadOnlyList<Commitment> Commitments()
    {
        var whoAmI = WhoAmI.Run.PerSecond / Bare.Run.PerSecond;
        var frozen = MbPerS(Frozen) / DeepPath;
        var learning = MbPerS(Learning) / LearningPath;
        return
        [
            new("whoami at least 0.3 of bare Kestrel", $"{whoAmI:0.00}", whoAmI >= 0.3),
            new($"detect of 100 events at least {Share} of the core's deep path", $"{frozen:0.00}", frozen >= Share),
            new("the same with learning, of the core's learning path", $"{learning:0.00}", learning >= Share),
            P99("without learning", "half of the committed load", FrozenAtHalfOfCommitted),
            P99("with learning", "half of the committed load", LearningAtHalfOfCommitted),
            P99("without learning", "half of what is answered", FrozenAtHalf),
            P99("with learning", "half of what is answered", LearningAtHalf),
            new($"{ManyStreams.Count:N0} streams, no failure", $"{Streams.Failed} failed", Streams.Failed == 0),
            new("their memory at most 1 GiB", $"{Streams.PeakBytes >> 20} MiB", Streams.PeakBytes <= 1 << 30),
            new("build/up again under 5 s", $"{UpAgain.TotalSeconds:0.00} s", UpAgain.TotalSeconds < 5),
            new("start to ready under 3 s", $"{Start.TotalSeconds:0.00} s", Start.TotalSeconds < 3),
            new("memory flat under load", $"{Soak.MbPerMinute:0.00} MB a minute", Soak.IsFlat),
        ];
    }

    private static double MbPerS(LoadRun run) => run.PerSecond * DetectLoad.Events * EventBodies.EventBytes / 1e6;

    private static Commitment P99(string how, string load, LoadRun run)
    {
        var p99 = run.Quantile(0.99);
        return new(
            $"p99 {how} under 30 ms at {load}",
            run.Failed == 0 ? $"{p99.TotalMilliseconds:0.0} ms" : $"{run.Failed} failed",
            run.Failed == 0 && p99.TotalMilliseconds < 30);
    }
}
