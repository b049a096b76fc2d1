using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>Compiled, since every stream that is in use asks each time it is forgotten.</summary>
internal sealed class StreamStandings(DetectionDbContext db, RememberedStandings remembered) : IStreamStandings
{
    private static readonly Func<DetectionDbContext, StreamId, DateOnly, CancellationToken, Task<StreamStanding?>> ById =
        EF.CompileAsyncQuery((DetectionDbContext db, StreamId id, DateOnly today, CancellationToken _) => db.Streams
            .AsNoTracking()
            .Where(stream => stream.Id == id)
            .Join(db.Heads, stream => stream.Id, head => head.Stream, (stream, head) => new StreamStanding(
                stream,
                head.Sequence,
                head.EventsNeeded,
                db.TeachingDays.Where(day => day.Day == today).Sum(day => day.Bytes),
                db.Streams.Count(other => other.CreatedAt < stream.CreatedAt)))
            .SingleOrDefault());

    private static readonly Func<DetectionDbContext, string, DateOnly, CancellationToken, Task<StreamStanding?>> BySlug =
        EF.CompileAsyncQuery((DetectionDbContext db, string slug, DateOnly today, CancellationToken _) => db.Streams
            .AsNoTracking()
            .Where(stream => stream.Slug == slug)
            .Join(db.Heads, stream => stream.Id, head => head.Stream, (stream, head) => new StreamStanding(
                stream,
                head.Sequence,
                head.EventsNeeded,
                db.TeachingDays.Where(day => day.Day == today).Sum(day => day.Bytes),
                db.Streams.Count(other => other.CreatedAt < stream.CreatedAt)))
            .SingleOrDefault());

    public async Task<StreamStanding?> FindAsync(
        OrganizationId organization, string idOrSlug, DateOnly today, CancellationToken cancellationToken)
    {
        if (remembered.Find(organization, idOrSlug, today) is { } standing) return standing;

        var ticket = remembered.Ticket;
        var found = await AskAsync(idOrSlug, today, cancellationToken);
        if (found is not null) remembered.Remember(organization, idOrSlug, today, found, ticket);
        return found;
    }

    public void Forget() => remembered.Forget();

    private async Task<StreamStanding?> AskAsync(string idOrSlug, DateOnly today, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(idOrSlug, out var id)) return await ById(db, StreamId.From(id), today, cancellationToken);

        // What can be no slug is not asked for: PostgreSQL takes no U+0000.
        return EventStream.IsSlug(idOrSlug) ? await BySlug(db, idOrSlug, today, cancellationToken) : null;
    }
}
