namespace Driftlock.Benchmarks.Core;

/// <summary>Something whose speed is measured.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">How many bytes a pass goes through.</param>
/// <param name="Prepare">What has to be done anew for every pass and is not measured.</param>
/// <param name="Pass">What is measured.</param>
internal sealed record Measure(string Name, long Bytes, Action Prepare, Action Pass)
{
    private static readonly TimeSpan ShortestRound = TimeSpan.FromSeconds(0.2);

    private readonly List<double> rates = [];

    /// <summary>Megabytes (10^6 bytes) a second of processor time, a figure a round.</summary>
    public IReadOnlyList<double> Rates => rates;

    /// <summary>
    /// Another round: passes until the clock is exact enough. Processor time and not that of the wall, since figures
    /// are per core and others use the machine too; what they do to its caches still shows.
    /// </summary>
    public void Run()
    {
        var (spent, bytes) = (TimeSpan.Zero, 0L);
        while (spent < ShortestRound)
        {
            Prepare();
            var before = Environment.CpuUsage.TotalTime;
            Pass();
            spent += Environment.CpuUsage.TotalTime - before;
            bytes += Bytes;
        }

        rates.Add(bytes / spent.TotalSeconds / 1e6);
    }
}
