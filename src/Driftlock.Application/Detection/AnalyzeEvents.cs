using System.Text;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>
/// Finds the unusual ones among a few events, all at once and without keeping anything. Without a baseline the first
/// events teach, as many as the profile needs.
/// </summary>
/// <param name="Events">The events, in their order.</param>
public sealed record AnalyzeEvents(IReadOnlyList<string> Events) : IQuery<AnalyzedEvents>
{
    /// <summary>Most events of a request, and most events of its baseline.</summary>
    public const int MaximumEvents = 200;

    /// <summary>Most bytes of UTF-8 that the events may have together, and those of the baseline.</summary>
    public const int MaximumBytes = 1 << 20;

    /// <summary>Events known to be usual; they teach and are not judged.</summary>
    public IReadOnlyList<string> Baseline { get; init; } = [];

    /// <summary>Name of the sensitivity profile.</summary>
    public string Profile { get; init; } = SensitivityProfile.Balanced.Name;
}

/// <summary>What was found.</summary>
/// <param name="Scored">Events that were judged.</param>
/// <param name="Anomalies">The unusual ones, in their order.</param>
/// <param name="Model">The model after the last event.</param>
/// <param name="ModelDigest">Its digest, as <see cref="IStreamModel.Digest"/>.</param>
/// <param name="Core">The core that looked.</param>
public sealed record AnalyzedEvents(
    int Scored,
    IReadOnlyList<FoundAnomaly> Anomalies,
    StreamModelDescription Model,
    string ModelDigest,
    CoreDescription Core);

/// <summary>An unusual event with its reason.</summary>
/// <param name="Index">Its place among the events of the request, from 0.</param>
/// <param name="Text">The event.</param>
/// <param name="Score">How unusual it is.</param>
/// <param name="Verdict">Unusual; or a guess, where the calibration is too small for the profile's promise.</param>
/// <param name="Words">The words that cost most, dearest first.</param>
/// <param name="Explanation">One sentence for people.</param>
public sealed record FoundAnomaly(
    int Index, string Text, EventScore Score, Verdict Verdict, IReadOnlyList<WordCost> Words, string Explanation);

file sealed class Rules : AbstractValidator<AnalyzeEvents>
{
    private static readonly string TooMany = $"At most {AnalyzeEvents.MaximumEvents} events.";
    private static readonly string TooLong = $"At most {AnalyzeEvents.MaximumBytes} bytes together.";
    private static readonly string NoProfile =
        $"One of {string.Join(", ", SensitivityProfile.Named.Select(profile => profile.Name))}.";

    public Rules()
    {
        RuleFor(query => query.Events).NotEmpty().WithMessage("At least one event.");
        RuleFor(query => query.Events).Must(BeFew).WithMessage(TooMany).Must(BeShort).WithMessage(TooLong);
        RuleFor(query => query.Baseline).Must(BeFew).WithMessage(TooMany).Must(BeShort).WithMessage(TooLong);
        RuleFor(query => query.Profile).Must(name => SensitivityProfile.Find(name) is not null).WithMessage(NoProfile);
    }

    private static bool BeFew(IReadOnlyList<string> events) => events.Count <= AnalyzeEvents.MaximumEvents;

    private static bool BeShort(IReadOnlyList<string> events) =>
        events.Sum(text => (long)Encoding.UTF8.GetByteCount(text)) <= AnalyzeEvents.MaximumBytes;
}

file sealed class Handler(IAnomalyScorer scorer) : IQueryHandler<AnalyzeEvents, AnalyzedEvents>
{
    public Task<Result<AnalyzedEvents>> Handle(AnalyzeEvents query, CancellationToken cancellationToken) =>
        Task.FromResult<Result<AnalyzedEvents>>(Analysis.Of(
            scorer, query.Baseline, query.Events, SensitivityProfile.Find(query.Profile)!, EventShape.Undetermined));
}
