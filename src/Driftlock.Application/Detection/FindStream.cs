using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>A stream by what stands in addresses.</summary>
internal static class FindStream
{
    /// <summary>The stream with that id or slug, if the organization has one.</summary>
    public static Task<EventStream?> FindStreamAsync(
        this IDetectionDb db, string idOrSlug, CancellationToken cancellationToken)
    {
        var streams = db.Streams.AsNoTracking();
        if (!Guid.TryParse(idOrSlug, out var value))
        {
            return streams.SingleOrDefaultAsync(stream => stream.Slug == idOrSlug, cancellationToken);
        }

        var id = StreamId.From(value);
        return streams.SingleOrDefaultAsync(stream => stream.Id == id, cancellationToken);
    }
}
