using System.Runtime.InteropServices;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>How the C library keeps the memory that the core takes and gives back.</summary>
public static partial class NativeMemory
{
    // M_ARENA_MAX of malloc.h.
    private const int MostArenas = -8;

    /// <summary>
    /// As many arenas as processors, where the C library has eight for each. A model is made by one thread and freed by
    /// another, and what is free in the arena of the first is no use to the second: every arena grows to its own most. The
    /// library reads this once, when threads are many, so it is said before there are.
    /// </summary>
    public static void HaveFewArenas() => _ = SetOption(MostArenas, Environment.ProcessorCount);

    // Of the system, where the core's own library lies beside the program.
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
