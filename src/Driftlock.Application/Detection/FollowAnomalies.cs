using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// What was found after a place in the feed of an organization, in the order in which it was committed, at most a page.
/// <see cref="IFeedSignals"/> says when it is worth asking again.
/// </summary>
/// <param name="Organization">Whose anomalies.</param>
public sealed record FollowAnomalies(OrganizationId Organization) : IQuery<FollowedAnomalies>, IForOrganization
{
    /// <summary>Most anomalies of a page.</summary>
    public const int MostAnomalies = 50;

    /// <summary>Most bytes of the events of a page; one that is longer comes alone.</summary>
    public const long MostBytes = 1 << 20;

    /// <summary>Only of this stream, by id or slug.</summary>
    public string? Stream { get; init; }

    /// <summary>The place that was reached; without one the answer says where the feed ends, and has no anomaly.</summary>
    public long? After { get; init; }
}

/// <summary>A page of the feed.</summary>
/// <param name="Anomalies">What was found, by place.</param>
/// <param name="Place">The place that is reached with it.</param>
/// <param name="HasMore">Whether there is a next page already.</param>
/// <param name="Sequence">Where the log of the stream ends, if one stream is followed.</param>
public sealed record FollowedAnomalies(IReadOnlyList<Anomaly> Anomalies, long Place, bool HasMore, long? Sequence);

file sealed class Rules : AbstractValidator<FollowAnomalies>
{
    public Rules() => RuleFor(query => query.After).GreaterThanOrEqualTo(0);
}

file sealed class Handler(IDetectionDb db) : IQueryHandler<FollowAnomalies, FollowedAnomalies>
{
    public async Task<Result<FollowedAnomalies>> Handle(FollowAnomalies query, CancellationToken cancellationToken)
    {
        // The end first: whatever has a place up to it is visible to the statements that follow.
        var end = await db.Feeds.Select(feed => feed.Place).SingleOrDefaultAsync(cancellationToken);
        // A place beyond the end is of a database that was set back; what is found from now on counts.
        var after = Math.Min(query.After ?? end, end);
        var found = db.Anomalies.AsNoTracking().Where(anomaly => anomaly.Place > after && anomaly.Place <= end);
        long? sequence = null;
        if (query.Stream is { } name)
        {
            if (await db.FindStreamAsync(name, cancellationToken) is not { Id: var stream })
            {
                return DetectionErrors.NoSuchStream;
            }

            found = found.Where(anomaly => anomaly.Stream == stream);
            sequence = await db.Heads.Where(head => head.Stream == stream).Select(head => head.Sequence)
                .SingleAsync(cancellationToken);
        }

        if (after == end) return new FollowedAnomalies([], end, HasMore: false, sequence);

        var next = await found.OrderBy(anomaly => anomaly.Place).Take(FollowAnomalies.MostAnomalies + 1)
            .Select(anomaly => new Next(anomaly.Place!.Value, anomaly.Text.Length)).ToListAsync(cancellationToken);
        var fitting = Fitting(next);
        var hasMore = fitting < next.Count;
        var until = hasMore ? next[fitting - 1].Place : end;
        var anomalies = fitting == 0 ? [] : await found.Where(anomaly => anomaly.Place <= until)
            .OrderBy(anomaly => anomaly.Place).ToListAsync(cancellationToken);
        return new FollowedAnomalies(anomalies, until, hasMore, sequence);
    }

    private static int Fitting(List<Next> next)
    {
        var (count, bytes) = (0, 0L);
        foreach (var one in next.Take(FollowAnomalies.MostAnomalies))
        {
            bytes += one.Bytes;
            if (count > 0 && bytes > FollowAnomalies.MostBytes) break;
            count++;
        }

        return count;
    }

    private sealed record Next(long Place, int Bytes);
}
