using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// The anomalies that people are at one point with, an incident at a time, the one that began last first. An incident is
/// what its anomalies are: those of another status are not counted.
/// </summary>
/// <param name="Organization">Whose incidents.</param>
public sealed record ListIncidents(OrganizationId Organization) : IQuery<Page<Incident>>, IForOrganization
{
    /// <summary>Where people are with them.</summary>
    public AnomalyStatus Status { get; init; } = AnomalyStatus.Open;

    /// <summary>Only of this stream, by id or slug.</summary>
    public string? Stream { get; init; }

    /// <summary>Only anomalies found at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only anomalies found before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most incidents of the answer.</summary>
    public int Limit { get; init; } = PageSize.Usual;

    /// <summary>The incident before which it begins, as <see cref="Page{T}.Next"/> said.</summary>
    public Guid? Before { get; init; }
}

/// <summary>One incident.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stream">Its stream's slug.</param>
/// <param name="Newest">The newest of its anomalies.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstAt">When the first event of the incident was found, whatever its status.</param>
public sealed record Incident(Guid Id, string Stream, Anomaly Newest, int Count, DateTimeOffset FirstAt);

file sealed class Rules : AbstractValidator<ListIncidents>
{
    public Rules()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, PageSize.Largest);
        RuleFor(query => query.Status).IsInEnum();
        RuleFor(query => query.To).GreaterThan(query => query.From)
            .When(query => query.From is not null && query.To is not null).WithMessage("Later than from.");
    }
}

file sealed class Handler(IDetectionDb db) : IQueryHandler<ListIncidents, Page<Incident>>
{
    public async Task<Result<Page<Incident>>> Handle(ListIncidents query, CancellationToken cancellationToken)
    {
        var anomalies = db.Anomalies.AsNoTracking().Where(anomaly => anomaly.Status == query.Status);
        if (query.Stream is { } name)
        {
            if (await db.FindStreamAsync(name, cancellationToken) is not { Id: var stream })
            {
                return DetectionErrors.NoSuchStream;
            }

            anomalies = anomalies.Where(anomaly => anomaly.Stream == stream);
        }

        if (query.From is { } from) anomalies = anomalies.Where(anomaly => anomaly.At >= from);
        if (query.To is { } to) anomalies = anomalies.Where(anomaly => anomaly.At < to);
        if (query.Before is { } before) anomalies = anomalies.Where(anomaly => anomaly.Group.CompareTo(before) < 0);
        var groups = await anomalies.GroupBy(anomaly => anomaly.Group)
            .OrderByDescending(group => group.Key)
            .Select(group => new Rows(group.Key, group.Count(), group.Max(anomaly => anomaly.Sequence)))
            .Take(query.Limit + 1)
            .ToListAsync(cancellationToken);
        var fitting = await FittingAsync([.. groups.Take(query.Limit)], cancellationToken);
        Incident[] items = [.. await FillAsync(groups[..fitting], cancellationToken)];
        return new Page<Incident>(items, fitting < groups.Count ? groups[fitting - 1].Id.ToString() : null);
    }

    private async Task<int> FittingAsync(List<Rows> groups, CancellationToken cancellationToken)
    {
        var lengths = await NewestOf(groups)
            .Select(anomaly => new { anomaly.Group, anomaly.Sequence, anomaly.Text.Length })
            .ToDictionaryAsync(one => (one.Group, one.Sequence), one => one.Length, cancellationToken);
        return PageSize.Fitting(
            groups.Select(group => lengths.GetValueOrDefault((group.Id, group.Newest))), PageSize.MostBytes);
    }

    private async Task<IEnumerable<Incident>> FillAsync(List<Rows> groups, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. groups.Select(group => group.Id)];
        var newest = await NewestOf(groups)
            .ToDictionaryAsync(anomaly => (anomaly.Group, anomaly.Sequence), cancellationToken);
        var began = await db.Groups.AsNoTracking().Where(group => ids.Contains(group.Id))
            .ToDictionaryAsync(group => group.Id, group => group.FirstAt, cancellationToken);
        StreamId[] streams = [.. newest.Values.Select(anomaly => anomaly.Stream).Distinct()];
        var slugs = await db.Streams.AsNoTracking().Where(stream => streams.Contains(stream.Id))
            .ToDictionaryAsync(stream => stream.Id, stream => stream.Slug, cancellationToken);
        // What was erased since is no part of the page.
        return groups.Where(group => newest.ContainsKey((group.Id, group.Newest))).Select(group =>
        {
            var anomaly = newest[(group.Id, group.Newest)];
            return new Incident(
                group.Id, slugs[anomaly.Stream], anomaly, group.Count, began.GetValueOrDefault(group.Id, anomaly.At));
        });
    }

    private IQueryable<Anomaly> NewestOf(List<Rows> groups)
    {
        Guid[] ids = [.. groups.Select(group => group.Id)];
        long[] sequences = [.. groups.Select(group => group.Newest)];
        return db.Anomalies.AsNoTracking()
            .Where(anomaly => ids.Contains(anomaly.Group) && sequences.Contains(anomaly.Sequence));
    }

    private sealed record Rows(Guid Id, int Count, long Newest);
}
