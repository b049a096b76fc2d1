using System.Diagnostics;
using System.Globalization;

namespace Driftlock.Benchmarks.CommandLine;

/// <summary>One run of the command as a process, seen from outside.</summary>
/// <param name="Wall">From its start to its end.</param>
/// <param name="FirstOutput">From its start to its first byte on standard output; its end if it wrote none.</param>
/// <param name="PeakBytes">Most memory that it held at once (VmHWM).</param>
/// <param name="ExitCode">How it ended.</param>
internal sealed record CommandRun(TimeSpan Wall, TimeSpan FirstOutput, long PeakBytes, int ExitCode)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs <c>build/driftlock</c> with these arguments and reads all that it writes.</summary>
    public static CommandRun Of(string driftlock, params string[] arguments)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(driftlock, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var peak = 0L;
        using var watch = new Timer(_ => peak = Math.Max(peak, PeakOf(process.Id)), null, TimeSpan.Zero, BetweenLooks);
        var output = process.StandardOutput.BaseStream;
        var buffer = new byte[1 << 16];
        var first = output.Read(buffer) > 0 ? TimeProvider.System.GetElapsedTime(started) : (TimeSpan?)null;
        while (output.Read(buffer) > 0)
        {
            // Read, so that the command never waits for a reader.
        }

        process.WaitForExit();
        var wall = TimeProvider.System.GetElapsedTime(started);
        return new CommandRun(wall, first ?? wall, peak, process.ExitCode);
    }

    private static long PeakOf(int process)
    {
        try
        {
            var peak = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return peak is null ? 0 : 1024 * long.Parse(peak[6..^2].Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
