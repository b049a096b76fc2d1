using System.Collections.Concurrent;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Identity;

/// <summary>
/// Whose the sessions are that are in use, remembered, so that a page begins with its own organization's tables. A token
/// never changes its owner: nobody may alter those rows. Whether the session still counts is asked each time.
/// </summary>
public sealed class SessionOwners
{
    /// <summary>Most sessions remembered; with one more all are forgotten.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<string, OrganizationId> known = new(StringComparer.Ordinal);

    internal async Task<OrganizationId?> FindAsync(
        IIdentityDb db, string digest, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(digest, out var remembered)) return remembered;
        if (await db.OrganizationOf(digest, cancellationToken) is not { } found) return null;

        if (known.Count >= Most) known.Clear();
        known[digest] = found;
        return found;
    }
}
