using System.Runtime.InteropServices;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Fuzzing;

/// <summary>Makes hostile events of well-formed ones.</summary>
/// <param name="chance">Decides what happens.</param>
/// <param name="pool">The well-formed ones, at least one.</param>
public sealed class EventMutation(Chance chance, IReadOnlyList<byte[]> pool)
{
    /// <summary>Longest event that is made: a little more than the core scores.</summary>
    public const int LongestEvent = (1 << 20) + 64;

    private const int LongEvents = 4_000;
    private const int HugeEvents = 40_000;
    private const int UsualLimit = 4096;
    private const int LongestLong = 1 << 16;

    private static readonly byte[][] Rubbish =
    [
        [0], [0, 0, 0, 0], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xFF, 0xFE],
        [0x80], [.. "\n"u8], [.. "\r\n"u8], [.. "\e[2J"u8], [.. "\t"u8], [.. "\""u8], [.. "}"u8], [.. "ﷺ"u8],
        [.. "-0"u8], [.. "1e999"u8], [.. "NaN"u8], [.. "\\u0000"u8],
    ];

    private readonly List<byte> text = [];

    /// <summary>The next event, valid until the next call. Half are left as they are, so that events repeat.</summary>
    public ReadOnlySpan<byte> Next()
    {
        text.Clear();
        text.AddRange(chance.Of(pool));
        if (chance.OneIn(HugeEvents)) Fill(chance.Between(LongestLong, LongestEvent));
        else if (chance.OneIn(LongEvents)) Fill(chance.Below(LongestLong));
        else if (chance.OneIn(2)) Mutate();
        return CollectionsMarshal.AsSpan(text);
    }

    private void Mutate()
    {
        for (var times = chance.Between(1, 4); times > 0; times--) MutateOnce();
        if (text.Count > UsualLimit) CollectionsMarshal.SetCount(text, UsualLimit);
    }

    private void MutateOnce()
    {
        var at = chance.Below(text.Count + 1);
        var rest = text.Count - at;
        switch (chance.Below(11))
        {
            case 0 when rest > 0: text[at] ^= (byte)(1 << chance.Below(8)); break;
            case 1 when rest > 0: text[at] = (byte)chance.Next(); break;
            case 2: text.RemoveRange(at, rest); break;
            case 3: text.RemoveRange(at, chance.Below(rest + 1)); break;
            case 4: text.InsertRange(at, Slice(CollectionsMarshal.AsSpan(text))); break;
            case 5: text.InsertRange(at, Slice(chance.Of(pool))); break;
            case 6: CrossOver(at, rest); break;
            case 7: text.InsertRange(at, chance.Of(Rubbish)); break;
            case 8: text.InsertRange(at, Token()); break;
            case 9: RepeatSlice(at); break;
            case 10 when chance.OneIn(8): text.Clear(); break;
            default: break;
        }
    }

    private void CrossOver(int at, int rest)
    {
        text.RemoveRange(at, rest);
        text.AddRange(Slice(chance.Of(pool)));
    }

    private void RepeatSlice(int at)
    {
        var slice = Slice(CollectionsMarshal.AsSpan(text));
        for (var times = chance.Below(20); times > 0 && text.Count < UsualLimit; times--) text.InsertRange(at, slice);
    }

    /// <summary>One word, number or id of up to a few thousand bytes.</summary>
    private byte[] Token()
    {
        var length = 1 << chance.Below(chance.OneIn(10) ? 13 : 6);
        var token = new byte[length];
        var (first, span) = chance.Of<(char, int)>([('a', 26), ('a', 6), ('0', 10), ('x', 1), ('\u0080', 127)]);
        for (var at = 0; at < token.Length; at++) token[at] = (byte)(first + chance.Below(span));
        return token;
    }

    private byte[] Slice(ReadOnlySpan<byte> of)
    {
        var start = chance.Below(of.Length + 1);
        return of.Slice(start, chance.Below(of.Length - start + 1)).ToArray();
    }

    /// <summary>A long event: one event or one byte again and again, very many words, or rubbish.</summary>
    private void Fill(int length)
    {
        var kind = chance.Below(4);
        if (kind == 1 || text.Count == 0) text.Add((byte)chance.Next());
        if (kind == 1) text.RemoveRange(0, text.Count - 1);
        if (kind == 2) text.Add((byte)' ');
        while (text.Count < length)
        {
            if (kind == 3) text.AddRange(chance.Of(Rubbish));
            else text.AddRange(text.ToArray().AsSpan(0, Math.Min(text.Count, length - text.Count)));
        }
    }
}
