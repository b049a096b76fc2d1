using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>The anomalies of an organization, newest first.</summary>
/// <param name="Organization">Whose anomalies.</param>
public sealed record ListAnomalies(OrganizationId Organization) : IQuery<Page<Anomaly>>, IForOrganization
{
    /// <summary>Only of this stream, by id or slug.</summary>
    public string? Stream { get; init; }

    /// <summary>Only of this incident.</summary>
    public Guid? Incident { get; init; }

    /// <summary>Only with this status.</summary>
    public AnomalyStatus? Status { get; init; }

    /// <summary>Only found at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only found before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only of so many bits or more.</summary>
    public double? MinimumBits { get; init; }

    /// <summary>Only with so small a p-value or a smaller one.</summary>
    public double? MaximumPValue { get; init; }

    /// <summary>Most anomalies of the answer.</summary>
    public int Limit { get; init; } = PageSize.Usual;

    /// <summary>The anomaly before which it begins, as <see cref="Page{T}.Next"/> said.</summary>
    public AnomalyId? Before { get; init; }
}

file sealed class Rules : AbstractValidator<ListAnomalies>
{
    public Rules()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, PageSize.Largest);
        RuleFor(query => query.Status).IsInEnum();
        RuleFor(query => query.MinimumBits).InclusiveBetween(0, double.MaxValue);
        RuleFor(query => query.MaximumPValue).InclusiveBetween(0, 1);
        RuleFor(query => query.To).GreaterThan(query => query.From)
            .When(query => query.From is not null && query.To is not null).WithMessage("Later than from.");
    }
}

file sealed class Handler(IDetectionDb db) : IQueryHandler<ListAnomalies, Page<Anomaly>>
{
    public async Task<Result<Page<Anomaly>>> Handle(ListAnomalies query, CancellationToken cancellationToken)
    {
        var anomalies = db.Anomalies.AsNoTracking();
        if (query.Stream is { } name)
        {
            if (await db.FindStreamAsync(name, cancellationToken) is not { Id: var stream })
            {
                return DetectionErrors.NoSuchStream;
            }

            anomalies = anomalies.Where(anomaly => anomaly.Stream == stream);
        }

        if (query.Incident is { } incident) anomalies = anomalies.Where(anomaly => anomaly.Group == incident);
        if (query.Status is { } status) anomalies = anomalies.Where(anomaly => anomaly.Status == status);
        if (query.From is { } from) anomalies = anomalies.Where(anomaly => anomaly.At >= from);
        if (query.To is { } to) anomalies = anomalies.Where(anomaly => anomaly.At < to);
        if (query.MinimumBits is { } bits) anomalies = anomalies.Where(anomaly => anomaly.Bits >= bits);
        if (query.MaximumPValue is { } p) anomalies = anomalies.Where(anomaly => anomaly.PDeciding <= p);
        if (query.Before is { } before) anomalies = anomalies.Where(anomaly => anomaly.Id < before);
        var newest = anomalies.OrderByDescending(anomaly => anomaly.Id);
        var found = await newest.Select(anomaly => new { anomaly.Id, anomaly.Text.Length }).Take(query.Limit + 1)
            .ToListAsync(cancellationToken);
        var fitting = PageSize.Fitting(found.Take(query.Limit).Select(one => one.Length), PageSize.MostBytes);
        if (fitting == 0) return new Page<Anomaly>([], null);

        // What has come since is no part of the page.
        var (first, last) = (found[0].Id, found[fitting - 1].Id);
        var items = await newest.Where(anomaly => anomaly.Id <= first && anomaly.Id >= last)
            .ToListAsync(cancellationToken);
        return new Page<Anomaly>(items, fitting < found.Count ? last.Value.ToString() : null);
    }
}
