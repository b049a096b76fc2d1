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
public sealed record FollowedAnomalies(
    IReadOnlyList<FollowedAnomaly> Anomalies, long Place, bool HasMore, long? Sequence);

/// <summary>An anomaly in the feed.</summary>
/// <param name="Place">Its number in the feed of its organization.</param>
/// <param name="Anomaly">The anomaly.</param>
public sealed record FollowedAnomaly(long Place, Anomaly Anomaly);

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
        var places = db.Places.Where(one => one.Place > after && one.Place <= end);
        long? sequence = null;
        if (query.Stream is { } name)
        {
            if (await db.FindStreamAsync(name, cancellationToken) is not { Id: var stream })
            {
                return DetectionErrors.NoSuchStream;
            }

            places = places.Where(one => one.Stream == stream);
            sequence = await db.Heads.Where(head => head.Stream == stream).Select(head => head.Sequence)
                .SingleAsync(cancellationToken);
        }

        if (after == end) return new FollowedAnomalies([], end, HasMore: false, sequence);

        var next = await places.AsNoTracking().OrderBy(one => one.Place).Take(FollowAnomalies.MostAnomalies + 1)
            .ToListAsync(cancellationToken);
        if (next.Count == 0) return new FollowedAnomalies([], end, HasMore: false, sequence);

        var bytes = await AnomaliesOf(next).Select(anomaly => new { anomaly.Id, anomaly.Text.Length })
            .ToDictionaryAsync(anomaly => anomaly.Id, anomaly => anomaly.Length, cancellationToken);
        // What is gone is passed over, and may leave a page empty that is not the last.
        var fitting = PageSize.Fitting(
            next.Take(FollowAnomalies.MostAnomalies).Select(one => bytes.GetValueOrDefault(one.Anomaly)),
            FollowAnomalies.MostBytes);
        var hasMore = fitting < next.Count;
        var page = next[..fitting];
        var stored = await AnomaliesOf(page).ToDictionaryAsync(anomaly => anomaly.Id, cancellationToken);
        return new FollowedAnomalies(
            [
                .. page.Where(one => stored.ContainsKey(one.Anomaly))
                    .Select(one => new FollowedAnomaly(one.Place, stored[one.Anomaly])),
            ],
            hasMore ? page[^1].Place : end,
            hasMore,
            sequence);
    }

    // Classes and times say which few partitions to look into; by ids alone the database would plan for all of them.
    private IQueryable<Anomaly> AnomaliesOf(List<FeedPlace> places)
    {
        AnomalyId[] ids = [.. places.Select(one => one.Anomaly)];
        short[] classes = [.. places.Select(one => one.RetentionDays).Distinct()];
        var (first, last) = (places.Min(one => one.At), places.Max(one => one.At));
        return db.Anomalies.AsNoTracking().Where(anomaly =>
            ids.Contains(anomaly.Id) && classes.Contains(anomaly.RetentionDays)
            && anomaly.At >= first && anomaly.At <= last);
    }
}
