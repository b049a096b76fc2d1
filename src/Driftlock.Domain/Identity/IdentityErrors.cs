using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>What identity refuses.</summary>
public static class IdentityErrors
{
    /// <summary>Another organization of the installation has that slug.</summary>
    public static Error SlugTaken { get; } = new(
        ErrorKind.Conflict, "identity.slug_taken", "Another organization has this slug.");

    /// <summary>No organization has that id or slug.</summary>
    public static Error NoSuchOrganization { get; } = new(
        ErrorKind.NotFound, "identity.no_such_organization", "There is no such organization.");
}
