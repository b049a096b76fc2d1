using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>How streams are doing just now, for a list of them: how fast, and what their latest events cost.</summary>
/// <param name="Organization">Whose streams.</param>
/// <param name="Streams">Which of them.</param>
public sealed record GetPulse(OrganizationId Organization, IReadOnlyList<StreamId> Streams)
    : IQuery<IReadOnlyDictionary<StreamId, Pulse>>, IForOrganization;

/// <summary>How a stream is doing.</summary>
/// <param name="PerMinute">Events of the last minute.</param>
/// <param name="Latest">The latest pieces of up to 64 events among which any was judged, oldest first; 40 at most.</param>
public sealed record Pulse(long PerMinute, IReadOnlyList<PulsePiece> Latest);

/// <summary>Some events that came one after the other.</summary>
/// <param name="MostBits">Most bits among them.</param>
/// <param name="Flagged">How many of them are anomalies.</param>
public sealed record PulsePiece(double MostBits, int Flagged);

file sealed class Rules : AbstractValidator<GetPulse>
{
    public Rules() => RuleFor(query => query.Streams).Must(streams => streams.Count <= PageSize.Largest)
        .WithMessage($"At most {PageSize.Largest} streams.");
}

file sealed class Handler(IScoreStore scores, TimeProvider clock)
    : IQueryHandler<GetPulse, IReadOnlyDictionary<StreamId, Pulse>>
{
    public async Task<Result<IReadOnlyDictionary<StreamId, Pulse>>> Handle(
        GetPulse query, CancellationToken cancellationToken) =>
        Result.Of(await scores.PulseAsync(query.Streams, clock.GetUtcNow(), cancellationToken));
}
