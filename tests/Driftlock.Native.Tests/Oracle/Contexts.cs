namespace Driftlock.Native.Tests.Oracle;

/// <summary>
/// The contexts in which a byte is predicted, apart from the one byte before it: the last 2, 3, 4 and 6 bytes, and the
/// word so far with the word before it. Each is known by a 32-bit number only. All arithmetic is modulo 2^32; bytes
/// before the beginning count as 0.
/// </summary>
internal static class Contexts
{
    /// <summary>The byte that is coded behind the last one of an event.</summary>
    public const byte End = (byte)'\n';

    /// <summary>ASCII letters, digits, and every byte of a character beyond ASCII belong to words.</summary>
    public static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value >= 128;

    /// <summary>The contexts of each byte and of the end, in the order in which they refine a probability.</summary>
    public static List<uint[]> Of(byte[] text)
    {
        var all = new List<uint[]>();
        uint word = 0, wordBefore = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            all.Add([.. Before(text, at), Scramble((7 * word) + (0x27d4_eb2f * wordBefore) + 13)]);
            if (at == text.Length) break;

            if (IsWord(text[at])) word = (word + text[at] + 1) * 0x2F0B_4C47;
            else (word, wordBefore) = (0, (3 * word) + text[at]);
        }

        return all;
    }

    private static uint[] Before(byte[] text, int at)
    {
        uint Last(int back) => at >= back ? text[at - back] : 0u;

        var two = Last(1) + (Last(2) << 8);
        var three = two + (Last(3) << 16);
        var four = three + (Last(4) << 24);
        var fiveAndSix = Last(5) + (Last(6) << 8);
        return
        [
            Scramble(two + 0x1_0000),
            Scramble(three + 0x300_0000),
            Scramble((3 * four) + 7),
            Scramble((5 * four) + (0x2545_F491 * fiveAndSix) + 11),
        ];
    }

    private static uint Scramble(uint number)
    {
        var x = number * 0x9E37_79B1;
        return (x ^ (x >> 15)) * 0x85EB_CA77;
    }
}
