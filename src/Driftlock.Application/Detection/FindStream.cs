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

    /// <summary>The same with what decides how many events it takes, by one question.</summary>
    public static Task<StreamStanding?> FindStandingAsync(
        this IDetectionDb db, string idOrSlug, DateOnly today, CancellationToken cancellationToken) => db
            .StreamsNamed(idOrSlug)
            .Join(
                db.Heads,
                stream => stream.Id,
                head => head.Stream,
                (stream, head) => new StreamStanding(
                    stream,
                    head.EventsNeeded,
                    db.TeachingDays.Where(day => day.Day == today).Sum(day => day.Bytes),
                    db.Streams.Count(other => other.CreatedAt < stream.CreatedAt)))
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

/// <summary>A stream, and how much it and its organization take at this moment.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="EventsNeeded">Events that its baseline still needs.</param>
/// <param name="TaughtToday">Bytes of all streams of the organization that were taught for nothing this day.</param>
/// <param name="Older">Streams of the organization that are older.</param>
internal sealed record StreamStanding(EventStream Stream, int EventsNeeded, long TaughtToday, int Older);
