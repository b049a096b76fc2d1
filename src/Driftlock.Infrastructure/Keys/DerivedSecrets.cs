using System.Security.Cryptography;
using System.Text;
using Driftlock.Infrastructure.Shared;
using Microsoft.Extensions.Options;

namespace Driftlock.Infrastructure.Keys;

/// <summary>Keys for other purposes than digests, from the same peppers by HKDF (RFC 5869), which keeps them apart.</summary>
internal sealed class DerivedSecrets(IOptions<KeysOptions> options) : IInstallationSecrets
{
    private const int KeyBytes = 32;

    public int Newest => options.Value.Peppers.Keys.Max();

    public byte[]? KeyFor(string purpose, int version) => options.Value.Peppers.TryGetValue(version, out var pepper)
        ? HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromBase64String(pepper),
            KeyBytes,
            info: Encoding.UTF8.GetBytes($"driftlock {purpose}"))
        : null;
}
