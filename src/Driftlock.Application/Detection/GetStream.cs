using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>A stream and where it stands.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
public sealed record GetStream(OrganizationId Organization, string Stream) : IQuery<KnownStream>, IForOrganization;

/// <summary>A stream and where its log ends.</summary>
public sealed record KnownStream(EventStream Stream, StreamHead Head);

file sealed class Handler(IDetectionDb db) : IQueryHandler<GetStream, KnownStream>
{
    public async Task<Result<KnownStream>> Handle(GetStream query, CancellationToken cancellationToken) =>
        await db.FindKnownStreamAsync(query.Stream, cancellationToken) is { } known
            ? known
            : DetectionErrors.NoSuchStream;
}
