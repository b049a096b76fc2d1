using System.Runtime.InteropServices;

namespace Driftlock.Infrastructure.Detection.Native;

/// <summary>How the C library keeps the memory that the core takes and gives back.</summary>
public static partial class NativeMemory
{
    // M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h.
    private const int LeastOfItsOwn = -3;
    private const int MostFreeAtTheEnd = -1;
    private const int LargeBlock = 128 << 10;
    private const int SpareRoom = 1 << 20;

    /// <summary>
    /// Blocks of 128 KiB or more, as the tables of a model and a saved state, are taken from the system and go back to
    /// it when they are freed. So it begins by itself; but with the first of them that is freed it raises the limit, and
    /// then they lie among small ones, in the heap of whichever thread made them, and leave holes there.
    /// </summary>
    public static void GiveLargeBlocksBack()
    {
        _ = SetOption(LeastOfItsOwn, LargeBlock);
        // It would have grown with the other: what small blocks leave at the end of a heap is mostly taken again.
        _ = SetOption(MostFreeAtTheEnd, SpareRoom);
    }

    // Of the system, where the core's own library lies beside the program.
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
