using System.Numerics;
using System.Text.Unicode;

namespace Driftlock.Api.Shared.Edge;

/// <summary>Follows a text in UTF-8 through the pieces in which it is read.</summary>
internal sealed class Utf8Reading
{
    private const int LongestCharacter = 4;

    // The bytes of a character that the next piece has the rest of.
    private readonly byte[] begun = new byte[LongestCharacter];
    private int length;

    /// <summary>Whether what was read so far can be UTF-8; nothing read means that this was all.</summary>
    public bool Takes(ReadOnlySpan<byte> read)
    {
        if (read.IsEmpty) return length == 0;

        // First the character that was begun, byte by byte; four bytes at most.
        while (length > 0 && !read.IsEmpty)
        {
            begun[length++] = read[0];
            read = read[1..];
            if (Utf8.IsValid(begun.AsSpan(0, length))) length = 0;
            else if (length == LongestCharacter) return false;
        }

        var whole = read.Length - UnfinishedAtEnd(read);
        if (!Utf8.IsValid(read[..whole])) return false;

        read[whole..].CopyTo(begun);
        length += read.Length - whole;
        return true;
    }

    // How many bytes at the end begin a character without ending it, by what the first of them promises.
    private static int UnfinishedAtEnd(ReadOnlySpan<byte> read)
    {
        for (var back = 1; back < LongestCharacter && back <= read.Length; back++)
        {
            var first = read[^back];
            if (first < 0x80) return 0;
            if (first < 0xC0) continue;

            var promised = BitOperations.LeadingZeroCount(~((uint)first << 24));
            return back < promised ? back : 0;
        }

        return 0;
    }
}
