using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Keys;

/// <summary>What keys refuse. Whoever presents a key hears of none of these reasons: see <c>request.unauthenticated</c>.</summary>
public static class KeyErrors
{
    /// <summary>The organization has no such key.</summary>
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "keys.not_found", "There is no such key.");

    /// <summary>The key would never have been good.</summary>
    public static Error ExpiryPassed { get; } = new(
        ErrorKind.Invalid, "keys.expiry_passed", "The end of the key's life has passed already.");
}
