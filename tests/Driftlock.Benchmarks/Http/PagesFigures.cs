using System.Globalization;
using Driftlock.Benchmarks.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>What <c>build/bench pages</c> measured.</summary>
internal sealed record PagesFigures
{
    /// <summary>Events of the stream that were scored.</summary>
    public required int Scored { get; init; }

    /// <summary>From the start of the process to its first answer that it is ready.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>The first page that a process draws.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>Pages whose plot was never drawn before, ascending.</summary>
    public required IReadOnlyList<TimeSpan> Cold { get; init; }

    /// <summary>The same page again and again, ascending.</summary>
    public required IReadOnlyList<TimeSpan> Cached { get; init; }

    /// <summary>The bare server, which answers "ok".</summary>
    public required LoadRun Bare { get; init; }

    /// <summary>The page under load.</summary>
    public required LoadRun Pages { get; init; }

    /// <summary>Memory of the service after it.</summary>
    public required long ServiceBytes { get; init; }

    /// <summary>Script and style of the console together, compressed by gzip.</summary>
    public required long AssetBytes { get; init; }

    public void Print()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stream            {Scored:N0} events scored"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start             ready after {Start.TotalSeconds:0.00} s, first page after {First.TotalMilliseconds:0} ms more"));
        Console.WriteLine($"never drawn       {Spread(Cold)}");
        Console.WriteLine($"drawn before      {Spread(Cached)}");
        Console.WriteLine($"bare Kestrel      {Bare}");
        Console.WriteLine($"pages             {Pages}, {ServiceBytes >> 20} MiB");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"script and style  {AssetBytes:N0} bytes by gzip"));
    }

    public IReadOnlyList<Commitment> Commitments() =>
    [
        Under("a page that was drawn before, p99 under 50 ms", Quantile(Cached, 0.99), 50),
        Under("one that was never drawn, p99 under 300 ms", Quantile(Cold, 0.99), 300),
        new("at least 500 pages a second", $"{Pages.PerSecond:0}, {Pages.Failed} failed", Pages is { Failed: 0, PerSecond: >= 500 }),
        new("script and style at most 30 kB", $"{AssetBytes / 1e3:0.0} kB", AssetBytes is > 0 and <= 30_000),
    ];

    private static Commitment Under(string what, TimeSpan measured, double milliseconds) =>
        new(what, $"{measured.TotalMilliseconds:0.0} ms", measured.TotalMilliseconds < milliseconds);

    private static TimeSpan Quantile(IReadOnlyList<TimeSpan> ascending, double share) =>
        ascending[(int)Math.Round(share * (ascending.Count - 1))];

    private static string Spread(IReadOnlyList<TimeSpan> times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Quantile(times, 0.5).TotalMilliseconds:0.0} ms (p50), {Quantile(times, 0.99).TotalMilliseconds:0.0} ms (p99) of {times.Count}");
}
