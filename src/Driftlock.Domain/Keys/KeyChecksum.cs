namespace Driftlock.Domain.Keys;

/// <summary>
/// CRC-32 as in ISO 3309 (polynomial 0x04C11DB7, reflected), so that a mistyped or invented key is told apart without
/// looking anything up. It finds every change of a single character.
/// </summary>
public static class KeyChecksum
{
    private const uint Reflected = 0xEDB8_8320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Row)];

    /// <summary>The checksum of a text of ASCII.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var rest = uint.MaxValue;
        foreach (var sign in text) rest = Table[(byte)(rest ^ sign)] ^ (rest >> 8);
        return ~rest;
    }

    private static uint Row(int index)
    {
        var rest = (uint)index;
        for (var bit = 0; bit < 8; bit++) rest = (rest >> 1) ^ ((rest & 1) * Reflected);
        return rest;
    }
}
