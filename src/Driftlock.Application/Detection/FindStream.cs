using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>A stream by what stands in addresses.</summary>
internal static class FindStream
{
    /// <summary>The stream with that id or slug, if the organization has one.</summary>
    public static Task<EventStream?> FindStreamAsync(
        this IDetectionDb db, string idOrSlug, CancellationToken cancellationToken) =>
        db.StreamsNamed(idOrSlug).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The same with where its log ends, by one question.</summary>
    public static Task<KnownStream?> FindKnownStreamAsync(
        this IDetectionDb db, string idOrSlug, CancellationToken cancellationToken) => db.StreamsNamed(idOrSlug)
            .Join(
                db.Heads.AsNoTracking(),
                stream => stream.Id,
                head => head.Stream,
                (stream, head) => new KnownStream(stream, head))
            .SingleOrDefaultAsync(cancellationToken);

    private static IQueryable<EventStream> StreamsNamed(this IDetectionDb db, string idOrSlug)
    {
        var streams = db.Streams.AsNoTracking();
        if (!Guid.TryParse(idOrSlug, out var value))
        {
            // What can be no slug is not asked for: PostgreSQL takes no U+0000.
            return EventStream.IsSlug(idOrSlug)
                ? streams.Where(stream => stream.Slug == idOrSlug)
                : streams.Where(stream => false);
        }

        var id = StreamId.From(value);
        return streams.Where(stream => stream.Id == id);
    }
}
