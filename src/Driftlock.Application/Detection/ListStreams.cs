using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>The streams of an organization by slug.</summary>
/// <param name="Organization">Whose streams.</param>
public sealed record ListStreams(OrganizationId Organization) : IQuery<Page<KnownStream>>, IForOrganization
{
    /// <summary>Most streams of the answer.</summary>
    public int Limit { get; init; } = PageSize.Usual;

    /// <summary>The slug after which it begins, as <see cref="Page{T}.Next"/> said.</summary>
    public string? After { get; init; }
}

file sealed class Rules : AbstractValidator<ListStreams>
{
    public Rules() => RuleFor(query => query.Limit).InclusiveBetween(1, PageSize.Largest);
}

file sealed class Handler(IDetectionDb db) : IQueryHandler<ListStreams, Page<KnownStream>>
{
    public async Task<Result<Page<KnownStream>>> Handle(ListStreams query, CancellationToken cancellationToken)
    {
        var streams = db.Streams.AsNoTracking();
        if (query.After is { } after) streams = streams.Where(stream => string.Compare(stream.Slug, after) > 0);
        var found = await streams.OrderBy(stream => stream.Slug).Take(query.Limit + 1)
            .Join(db.Heads.AsNoTracking(), stream => stream.Id, head => head.Stream, (stream, head) => new { stream, head })
            .OrderBy(one => one.stream.Slug)
            .ToListAsync(cancellationToken);
        KnownStream[] items = [.. found.Take(query.Limit).Select(one => new KnownStream(one.stream, one.head))];
        return new Page<KnownStream>(items, found.Count > query.Limit ? items[^1].Stream.Slug : null);
    }
}
