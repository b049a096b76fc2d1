using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Keys;

/// <summary>What keys refuse. Why a presented key is no good is nobody's business: <c>request.unauthenticated</c>.</summary>
public static class KeyErrors
{
    /// <summary>The organization has no such key.</summary>
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "keys.not_found", "There is no such key.");

    /// <summary>The key would never have been good.</summary>
    public static Error ExpiryPassed { get; } = new(
        ErrorKind.Invalid, "keys.expiry_passed", "The end of the key's life has passed already.");

    /// <summary>Too many bad keys came from the caller's address.</summary>
    public static Error TooManyAttempts { get; } = new(
        ErrorKind.Limited, "keys.too_many_attempts", "Too many bad keys came from this address; try again in a minute.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    /// <summary>A key stands in the address, where logs and histories keep it.</summary>
    public static Error InAddress { get; } = new(
        ErrorKind.Invalid, "keys.in_address",
        "A key in the address is refused: send it as a header, and revoke this one, since addresses are kept in logs.");
}
