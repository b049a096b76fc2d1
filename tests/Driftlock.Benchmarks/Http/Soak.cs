using System.Globalization;

namespace Driftlock.Benchmarks.Http;

/// <summary>What memory does under a load that goes on.</summary>
/// <param name="Load">What came of the load.</param>
/// <param name="MbPerMinute">
/// Slope of the least memory of each half minute after the first quarter, 10^6 bytes a minute: what comes between two
/// collections and goes with the next is not what stays.
/// </param>
/// <param name="Error">Its standard error: the collector gives back in steps of several megabytes.</param>
/// <param name="Bytes">Memory at the end.</param>
internal sealed record Soak(LoadRun Load, double MbPerMinute, double Error, long Bytes)
{
    private const double FlatBelow = 1;
    private const double Settling = 0.25;
    private static readonly TimeSpan Floor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>Whether memory stays as it is.</summary>
    public bool IsFlat => Load.Failed == 0 && MbPerMinute < FlatBelow;

    public static async Task<Soak> RunAsync(RunningService service, DetectLoad load, double perSecond, TimeSpan duration)
    {
        var running = load.AtRateAsync(perSecond, duration);
        var looks = new List<(double Minutes, double Megabytes)>();
        for (var start = TimeProvider.System.GetTimestamp(); !running.IsCompleted; await Task.Delay(BetweenLooks))
        {
            var minutes = TimeProvider.System.GetElapsedTime(start).TotalMinutes;
            looks.Add((minutes, ProcessFigures.Memory(service.ProcessId) / 1e6));
        }

        var settled = looks.Where(look => look.Minutes >= Settling * duration.TotalMinutes)
            .GroupBy(look => Math.Floor(look.Minutes / Floor.TotalMinutes))
            .Select(part => part.MinBy(look => look.Megabytes)).ToList();
        var (slope, error) = Slope(settled);
        return new Soak(await running, slope, error, ProcessFigures.Memory(service.ProcessId));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Bytes / 1e6:0} MB at the end, {MbPerMinute:+0.00;-0.00} ± {Error:0.00} MB a minute: {Load}");

    // Least squares.
    private static (double Slope, double Error) Slope(List<(double X, double Y)> points)
    {
        if (points.Count < 3) return (double.NaN, double.NaN);
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var spread = points.Sum(point => (point.X - x) * (point.X - x));
        var slope = points.Sum(point => (point.X - x) * (point.Y - y)) / spread;
        var left = points.Sum(point => Math.Pow(point.Y - y - (slope * (point.X - x)), 2));
        return (slope, Math.Sqrt(left / (points.Count - 2) / spread));
    }
}
