using Driftlock.Application.Detection.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

file sealed class Handler(IDetectionDb db) : IQueryHandler<GetStreamId, StreamId>
{
    public async Task<Result<StreamId>> Handle(GetStreamId query, CancellationToken cancellationToken) =>
        await db.FindStreamAsync(query.IdOrSlug, cancellationToken) is { } stream
            ? stream.Id
            : DetectionErrors.NoSuchStream;
}
