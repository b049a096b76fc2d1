using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;

namespace Driftlock.Application.Detection;

/// <summary>
/// The scores of a stream as a plot needs them: cut into pieces of equally many events, each with its least and its most
/// bits, so that any number of events draws as one that fits the plot.
/// </summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
public sealed record GetScores(OrganizationId Organization, string Stream) : IQuery<ScoreSeries>, IForOrganization
{
    /// <summary>Most points of an answer.</summary>
    public const int MostPoints = 2000;

    /// <summary>Only events of this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most points wanted, one for each pixel.</summary>
    public int Points { get; init; } = 500;
}

/// <summary>Scores for a plot.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Points">The pieces in order; those without an event are left out.</param>
public sealed record ScoreSeries(KnownStream Stream, IReadOnlyList<ScorePoint> Points);

/// <summary>A piece of a plot.</summary>
/// <param name="Sequence">Sequence number with which it begins.</param>
/// <param name="At">When its first event was appended.</param>
/// <param name="Events">Its events.</param>
/// <param name="LeastBits">Fewest bits among those that were judged.</param>
/// <param name="MostBits">Most bits among them.</param>
/// <param name="Flagged">How many of them are anomalies.</param>
public sealed record ScorePoint(
    long Sequence, DateTimeOffset At, long Events, double LeastBits, double MostBits, long Flagged)
{
    /// <summary>How many of its events were judged; the others taught the baseline and cost nothing yet.</summary>
    public long Judged { get; init; }

    /// <summary>Most bits among its anomalies, if it has any.</summary>
    public double? FlaggedBits { get; init; }

    /// <summary>The anomaly with so many bits.</summary>
    public AnomalyId? Anomaly { get; init; }

    /// <summary>
    /// From here to <see cref="UsualHigh"/> was usual then: the 5th and the 98th percentile of the calibration. Unknown
    /// before 64 events were judged.
    /// </summary>
    public double? UsualLow { get; init; }

    /// <inheritdoc cref="UsualLow"/>
    public double? UsualHigh { get; init; }
}

file sealed class Rules : AbstractValidator<GetScores>
{
    public Rules()
    {
        RuleFor(query => query.Points).InclusiveBetween(1, GetScores.MostPoints);
        RuleFor(query => query.To).GreaterThan(query => query.From)
            .When(query => query.From is not null && query.To is not null).WithMessage("Later than from.");
    }
}

file sealed class Handler(IScoreStore scores, IMediator mediator)
    : IQueryHandler<GetScores, ScoreSeries>
{
    public async Task<Result<ScoreSeries>> Handle(GetScores query, CancellationToken cancellationToken)
    {
        var stream = await mediator.Send(new GetStream(query.Organization, query.Stream), cancellationToken);
        if (!stream.IsSuccess) return stream.Error;

        var points = await scores.ReadAsync(
            stream.Value.Stream.Id, query.From, query.To, query.Points, cancellationToken);
        return new ScoreSeries(stream.Value, points);
    }
}
