using System.Runtime.InteropServices;

// Beside the program, or where the system keeps its libraries.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Driftlock.Benchmarks.Shared;

/// <summary>The system's zstd at level 3: the yardstick for speed, and what measures window distances.</summary>
internal sealed partial class Zstd : IDisposable
{
    private const int Level = 3;
    private const string Library = "libzstd.so.1";

    private readonly nint context = CreateContext();
    private byte[] output = new byte[1024];

    /// <summary>The size of the text when compressed.</summary>
    public int Compress(ReadOnlySpan<byte> text)
    {
        var bound = (int)GetBound((nuint)text.Length);
        if (output.Length < bound) output = new byte[bound];

        ref readonly var start = ref MemoryMarshal.GetReference(text);
        var size = Compress(context, ref output[0], (nuint)output.Length, in start, (nuint)text.Length, Level);
        if (IsError(size) != 0) throw new InvalidOperationException($"zstd could not compress {text.Length} bytes.");
        return (int)size;
    }

    public void Dispose() => _ = FreeContext(context);

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    private static partial nint CreateContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    private static partial nuint GetBound(nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint size);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressCCtx")]
    private static partial nuint Compress(
        nint context, ref byte output, nuint capacity, in byte text, nuint length, int level);
}
