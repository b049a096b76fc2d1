using Driftlock.Domain.Keys;

namespace Driftlock.Application.Keys;

/// <summary>Makes secrets, and digests them under the installation's peppers.</summary>
public interface IKeySecrets
{
    /// <summary>A new secret of this installation, and its digest under the newest pepper.</summary>
    (KeySecret Secret, KeyDigest Digest) Create();

    /// <summary>The digest under each pepper, the newest first.</summary>
    IReadOnlyList<KeyDigest> DigestsOf(KeySecret secret);
}
