namespace Driftlock.Application.Shared;

/// <summary>A part of a list.</summary>
/// <param name="Items">What is in it.</param>
/// <param name="Next">Where the next part begins; none on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>How long a part of a list may be.</summary>
public static class PageSize
{
    /// <summary>Unless another is asked for.</summary>
    public const int Usual = 50;

    /// <summary>At most.</summary>
    public const int Largest = 200;
}
