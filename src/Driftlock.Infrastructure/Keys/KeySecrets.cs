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
internal sealed class KeySecrets : IKeySecrets, IDisposable
{
    private readonly string prefix;
    private readonly (int Version, byte[] Secret)[] peppers;

    // Of each thread its own, by pepper: to set one up takes longer than to digest. They go when their thread does.
    private readonly ThreadLocal<IncrementalHash[]> digesters;

    public KeySecrets(IOptions<KeysOptions> options)
    {
        prefix = options.Value.Prefix;
        peppers =
        [
            .. from pepper in options.Value.Peppers
               orderby pepper.Key descending
               select (pepper.Key, Convert.FromBase64String(pepper.Value)),
        ];
        digesters = new(() => Array.ConvertAll(
            peppers, pepper => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pepper.Secret)));
    }

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
        var (own, digests) = (digesters.Value!, new KeyDigest[peppers.Length]);
        for (var i = 0; i < digests.Length; i++)
        {
            own[i].AppendData(text);
            own[i].GetHashAndReset(digest);
            digests[i] = new KeyDigest(Convert.ToHexStringLower(digest), peppers[i].Version);
        }

        return digests;
    }

    public void Dispose() => digesters.Dispose();
}
