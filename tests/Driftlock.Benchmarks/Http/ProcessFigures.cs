using System.Globalization;

namespace Driftlock.Benchmarks.Http;

/// <summary>What the system says of a running process.</summary>
internal static class ProcessFigures
{
    private const double TicksPerSecond = 100; // of /proc, on every Linux

    /// <summary>Processor time so far, all threads together.</summary>
    public static TimeSpan CpuTime(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // After the name, which may hold spaces: the state, and at 11 and 12 places from it the ticks.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Bytes of memory that it holds now (VmRSS).</summary>
    public static long Memory(int process) => Kilobytes(process, "VmRSS:") * 1024;

    /// <summary>Most bytes of memory that it ever held (VmHWM).</summary>
    public static long PeakMemory(int process) => Kilobytes(process, "VmHWM:") * 1024;

    private static long Kilobytes(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(one => one.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..^2].Trim(), CultureInfo.InvariantCulture);
    }
}
