using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>
/// Places in a list, handed to callers: sealed, so that nobody makes or changes one, and good only for the organization
/// and the filter that they were made for.
/// </summary>
public interface ICursors
{
    /// <summary>The cursor of a place.</summary>
    /// <param name="organization">Whose list it is.</param>
    /// <param name="filter">The list and all that narrows it, in one text: <c>anomalies?status=open</c>.</param>
    /// <param name="position">Where the next page begins: a key of the order, never a row number.</param>
    string Seal(OrganizationId organization, string filter, string position);

    /// <summary>The position that was sealed for this organization and filter.</summary>
    Result<string> Open(OrganizationId organization, string filter, string cursor);
}

/// <summary>Refusals of a cursor.</summary>
public static class CursorErrors
{
    /// <summary>It was made for another list, or not by us.</summary>
    public static Error Invalid { get; } = new(
        ErrorKind.Invalid, "request.cursor_invalid", "The cursor is not one of this list: begin again without it.");
}
