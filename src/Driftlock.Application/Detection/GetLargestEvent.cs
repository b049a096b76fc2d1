using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>The largest event of a stretch of a stream's log: the one that cost most, unusual or not.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">The stream.</param>
/// <param name="First">Sequence number with which the stretch begins.</param>
/// <param name="Events">How many events it has.</param>
public sealed record GetLargestEvent(OrganizationId Organization, StreamId Stream, long First, long Events)
    : IQuery<LargestEvent>, IForOrganization
{
    /// <summary>Most events of a stretch: each is looked at.</summary>
    public const long MostEvents = 1_000_000;
}

/// <summary>An event by its cost.</summary>
/// <param name="Sequence">Where it stands in the stream's log.</param>
/// <param name="Bits">What it cost.</param>
public sealed record LargestEvent(long Sequence, double Bits);

file sealed class Rules : AbstractValidator<GetLargestEvent>
{
    public Rules() => RuleFor(query => query.Events).InclusiveBetween(1, GetLargestEvent.MostEvents);
}

file sealed class Handler(IScoreStore scores) : IQueryHandler<GetLargestEvent, LargestEvent>
{
    public async Task<Result<LargestEvent>> Handle(GetLargestEvent query, CancellationToken cancellationToken)
    {
        var found = await scores.LargestAsync(
            query.Stream, query.First, query.First + query.Events, cancellationToken);
        return found is null ? DetectionErrors.NoSuchEvent : found;
    }
}
