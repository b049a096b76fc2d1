using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Driftlock.Domain.Keys;

/// <summary>What is kept of a key's secret: its HMAC-SHA-256 under one of the installation's peppers.</summary>
/// <param name="Hex">The 32 bytes in lower case.</param>
/// <param name="PepperVersion">Which pepper.</param>
public sealed record KeyDigest(string Hex, int PepperVersion)
{
    /// <summary>Whether this is the digest of the same secret; takes as long for yes as for no.</summary>
    public bool Matches(KeyDigest other) => PepperVersion == other.PepperVersion
        && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes<char>(Hex), MemoryMarshal.AsBytes<char>(other.Hex));
}
