namespace Driftlock.Benchmarks.Http;

/// <summary>Load before it is measured, until it gains no more: what is often carried out is compiled for it by then.</summary>
internal static class WarmUp
{
    private const int MostWindows = 24;
    private const int Patience = 5;
    private const double Gain = 1.02;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>Ends when several windows in a row were hardly better than the best before them, or at its limit.</summary>
    /// <param name="load">As many requests as are answered, for so long.</param>
    public static async Task RunAsync(Func<TimeSpan, Task<LoadRun>> load)
    {
        var (best, without) = (0.0, 0);
        for (var window = 0; window < MostWindows && without < Patience; window++)
        {
            var rate = (await load(Window)).PerSecond;
            without = rate > best * Gain ? 0 : without + 1;
            best = Math.Max(best, rate);
        }
    }
}
