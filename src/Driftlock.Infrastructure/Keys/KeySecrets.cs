using System.Security.Cryptography;
using System.Text;
using Driftlock.Application.Keys;
using Driftlock.Domain.Keys;
using Microsoft.Extensions.Options;

namespace Driftlock.Infrastructure.Keys;

/// <summary>
/// Secrets from the system's chance, digested by HMAC-SHA-256 under the peppers of the configuration: who has the database
/// alone can try no candidate. A slow hash would add nothing to 190 bits.
/// </summary>
internal sealed class KeySecrets(IOptions<KeysOptions> options) : IKeySecrets
{
    private readonly string prefix = options.Value.Prefix;

    private readonly (int Version, byte[] Secret)[] peppers =
    [
        .. from pepper in options.Value.Peppers
           orderby pepper.Key descending
           select (pepper.Key, Convert.FromBase64String(pepper.Value)),
    ];

    public (KeySecret Secret, KeyDigest Digest) Create()
    {
        var secret = KeySecret.Create(prefix, RandomNumberGenerator.Fill);
        return (secret, DigestsOf(secret)[0]);
    }

    public IReadOnlyList<KeyDigest> DigestsOf(KeySecret secret)
    {
        Span<byte> text = stackalloc byte[KeySecret.Length];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(secret.Reveal(), text);
        var digests = new KeyDigest[peppers.Length];
        for (var i = 0; i < digests.Length; i++)
        {
            HMACSHA256.HashData(peppers[i].Secret, text, digest);
            digests[i] = new KeyDigest(Convert.ToHexStringLower(digest), peppers[i].Version);
        }

        return digests;
    }
}
