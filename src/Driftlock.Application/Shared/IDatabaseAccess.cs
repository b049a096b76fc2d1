using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>
/// On whose behalf this scope of work reads and writes. Nobody's at first: then no row of any organization is visible.
/// </summary>
public interface IDatabaseAccess
{
    /// <summary>The organization whose rows are visible, if one was entered.</summary>
    OrganizationId? Organization { get; }

    /// <summary>
    /// From here on this scope works for that organization. Entering the same one again changes nothing; entering another
    /// is a bug, since what was loaded before would be written into it.
    /// </summary>
    void Enter(OrganizationId organization);
}
