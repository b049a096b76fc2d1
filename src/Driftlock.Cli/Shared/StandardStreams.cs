using Microsoft.Win32.SafeHandles;

namespace Driftlock.Cli.Shared;

/// <summary>
/// Which of the three standard descriptors the command was started with. One that was closed (<c>&gt;&amp;-</c>) has a
/// number that the next opened file gets, be it the runtime's own: it is never read or written.
/// </summary>
internal static class StandardStreams
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    private const int CloseOnExec = 0x80000; // O_CLOEXEC

    private static readonly bool[] Closed = [WasClosed(Input), WasClosed(Output), WasClosed(Error)];
    private static readonly List<SafeFileHandle> Holders = [];

    /// <summary>Whether the command was started without it.</summary>
    public static bool IsClosed(int descriptor) => Closed[descriptor];

    /// <summary>Keeps the free numbers from every file that is opened later: the lowest are given out first.</summary>
    public static void Guard()
    {
        foreach (var _ in Closed.Where(isClosed => isClosed)) Holders.Add(File.OpenHandle("/dev/null"));
    }

    // What the command was started with has come through exec, so it cannot be marked to be closed there; what the
    // runtime has opened since then is.
    private static bool WasClosed(int descriptor)
    {
        const string Flags = "flags:";
        if (!Directory.Exists("/proc/self/fdinfo")) return false;
        try
        {
            var line = File.ReadLines($"/proc/self/fdinfo/{descriptor}")
                .First(line => line.StartsWith(Flags, StringComparison.Ordinal));
            return (Convert.ToInt32(line[Flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }
}
