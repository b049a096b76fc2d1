using System.Text.RegularExpressions;
using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Identity;

/// <summary>
/// That a slug is taken and by whom: what must be found before the organization is known. Unique in the installation.
/// </summary>
public sealed partial class OrganizationSlug
{
    /// <summary>Most characters of a slug.</summary>
    public const int Longest = 63;

    /// <summary>Lower case letters and digits, in words joined by single hyphens.</summary>
    public required string Slug { get; init; }

    /// <summary>Whose it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Whether the text has the form of a slug. One that looks like an id has not, so that neither hides the other.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length <= Longest && Form().IsMatch(text) && !Guid.TryParse(text, out _);

    [GeneratedRegex(@"\A[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
