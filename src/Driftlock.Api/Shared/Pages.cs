using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Api.Shared;

/// <summary>A part of a list on the wire.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next part; null after the last.</param>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Where a part of a list begins.</summary>
/// <param name="Position">Next to which item, as the list says; none at the beginning.</param>
internal sealed record PagePosition(string? Position);

/// <summary>Lists in parts: the place of the next one goes out and comes back as a cursor.</summary>
internal static class Pages
{
    /// <summary>The place of a cursor that came back; the list's beginning without one.</summary>
    public static Result<PagePosition> Read(
        this ICursors cursors, OrganizationId organization, string filter, string? cursor)
    {
        if (cursor is null) return new PagePosition(null);

        var opened = cursors.Open(organization, filter, cursor);
        return opened.IsSuccess ? new PagePosition(opened.Value) : opened.Error;
    }

    /// <summary>The answer for a part of a list.</summary>
    public static PageAnswer<TAnswer> ToAnswer<TItem, TAnswer>(
        this Page<TItem> page,
        ICursors cursors,
        OrganizationId organization,
        string filter,
        Func<TItem, TAnswer> answer) => new(
            [.. page.Items.Select(answer)],
            page.Next is { } next ? cursors.Seal(organization, filter, next) : null);
}
