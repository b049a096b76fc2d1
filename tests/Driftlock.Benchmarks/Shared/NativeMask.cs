using System.Runtime.InteropServices;

namespace Driftlock.Benchmarks.Shared;

/// <summary>The mask alone, which the product never calls alone.</summary>
internal static partial class NativeMask
{
    /// <summary>Writes the masked form of the text and returns its length, at most that of the text.</summary>
    public static int Mask(ReadOnlySpan<byte> text, Span<byte> masked)
    {
        var status = Mask(
            in MemoryMarshal.GetReference(text),
            (ulong)text.Length,
            ref MemoryMarshal.GetReference(masked),
            (ulong)masked.Length,
            out var used);
        return status == 0 ? (int)used : throw new InvalidOperationException($"The core could not mask: {status}.");
    }

    [LibraryImport("driftlock_core", EntryPoint = "dl_mask")]
    private static partial int Mask(in byte text, ulong length, ref byte masked, ulong capacity, out ulong used);
}
