using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Driftlock.Domain.Identity;

/// <summary>
/// A token of 256 bits by chance, for a link or a cookie. Of it the SHA-256 is kept: nobody guesses 256 bits, so it
/// needs neither a pepper nor a slow hash.
/// </summary>
public sealed class OpaqueToken
{
    private const int Bytes = 32;
    private const int Length = 43;

    private readonly string text;

    private OpaqueToken(string text) => this.text = text;

    /// <summary>What is kept of it, in hexadecimal.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    /// <summary>A new token.</summary>
    public static OpaqueToken Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>What somebody presents, or nothing if it cannot be a token.</summary>
    public static OpaqueToken? Read(string presented) =>
        presented.Length == Length && Ascii.IsValid(presented) ? new OpaqueToken(presented) : null;

    /// <summary>The token itself: to show it once.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public override string ToString() => nameof(OpaqueToken);
}
