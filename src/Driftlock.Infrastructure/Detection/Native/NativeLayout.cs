using System.Runtime.InteropServices;

namespace Driftlock.Infrastructure.Detection.Native;

// The structures of driftlock.h, field by field.

[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeOptions(uint baseline, uint shape, uint mode)
{
    public readonly uint Size = NativeLayout.SizeOf<NativeOptions>();
    public readonly uint Baseline = baseline;
    public readonly uint Shape = shape;
    public readonly uint Mode = mode;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeScore
{
    public readonly uint Bits;
    public readonly uint ExpectedBits;
    public readonly uint Score;
    public readonly uint P;
    public readonly uint AnchorP;
    public readonly uint RecentP;
    public readonly uint AnchorBits;
    public readonly uint RecentBits;
    public readonly uint Calibration;
    public readonly uint Flags;
    public readonly uint WordsFrom;
    public readonly uint Words;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeWord
{
    public readonly uint Start;
    public readonly uint End;
    public readonly uint Bits;
    public readonly uint RawBits;
    public readonly uint Literal;
}

[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeDescription
{
    public readonly uint Shape;
    public readonly uint Mode;
    public readonly uint Ready;
    public readonly uint Baseline;
    public readonly uint Taught;
    public readonly uint Calibration;
    public readonly ulong Events;
    public readonly ulong Bytes;
}

internal static class NativeLayout
{
    public static uint SizeOf<T>()
        where T : unmanaged => (uint)Marshal.SizeOf<T>();
}
