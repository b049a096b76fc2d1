using System.Buffers;

namespace Driftlock.Domain.Keys;

/// <summary>
/// The secret of an API key, of the right form: <c>dlk_live_</c> or <c>dlk_test_</c>, 32 characters of base62 by chance (190
/// bits), and the CRC-32 of all that in 6 characters of base62. As text it shows only what may be shown.
/// </summary>
public sealed class KeySecret
{
    /// <summary>How a key of a real installation begins.</summary>
    public const string LivePrefix = "dlk_live_";

    /// <summary>How a key of a local or test installation begins.</summary>
    public const string TestPrefix = "dlk_test_";

    /// <summary>Characters of every key.</summary>
    public const int Length = PrefixLength + RandomLength + ChecksumLength;

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PrefixLength = 9;
    private const int RandomLength = 32;
    private const int ChecksumLength = 6;

    // The largest multiple of 62 in a byte: bytes from here on are drawn again, or some characters would come more often.
    private const int Fair = 256 / 62 * 62;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Base62);

    private readonly string text;

    private KeySecret(string text) => this.text = text;

    /// <summary><see cref="LivePrefix"/> or <see cref="TestPrefix"/>.</summary>
    public string Prefix => text[..PrefixLength];

    /// <summary>The last four characters, by which people tell keys apart.</summary>
    public string Last4 => text[^4..];

    /// <summary>A new secret.</summary>
    /// <param name="prefix"><see cref="LivePrefix"/> or <see cref="TestPrefix"/>.</param>
    /// <param name="chance">Fills with bytes that nobody can foresee.</param>
    public static KeySecret Create(string prefix, Action<Span<byte>> chance)
    {
        if (!IsPrefix(prefix)) throw new ArgumentException("Not the beginning of a key.", nameof(prefix));

        Span<char> key = stackalloc char[Length];
        prefix.CopyTo(key);
        Span<byte> drawn = stackalloc byte[RandomLength];
        var drawnFrom = RandomLength;
        for (var place = PrefixLength; place < Length - ChecksumLength;)
        {
            if (drawnFrom == RandomLength)
            {
                chance(drawn);
                drawnFrom = 0;
            }

            var each = drawn[drawnFrom++];
            if (each < Fair) key[place++] = Base62[each % 62];
        }

        WriteChecksum(key[..^ChecksumLength], key[^ChecksumLength..]);
        return new KeySecret(new string(key));
    }

    /// <summary>The secret that somebody presents, or nothing if it cannot be one: its form or its checksum is wrong.</summary>
    public static KeySecret? Read(string presented)
    {
        if (presented.Length != Length || !IsPrefix(presented.AsSpan(0, PrefixLength))) return null;
        if (presented.AsSpan(PrefixLength).ContainsAnyExcept(Characters)) return null;

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(presented.AsSpan(0, Length - ChecksumLength), checksum);
        return presented.AsSpan(Length - ChecksumLength).SequenceEqual(checksum) ? new KeySecret(presented) : null;
    }

    /// <summary>The secret itself: to digest it, and to show it once.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}...{Last4}";

    private static bool IsPrefix(ReadOnlySpan<char> text) => text is LivePrefix or TestPrefix;

    private static void WriteChecksum(ReadOnlySpan<char> of, Span<char> into)
    {
        var rest = KeyChecksum.Of(of);
        for (var place = into.Length - 1; place >= 0; place--, rest /= 62) into[place] = Base62[(int)(rest % 62)];
    }
}
