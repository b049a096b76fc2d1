using System.Text;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Detection.Events;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;

namespace Driftlock.Application.Detection;

/// <summary>
/// Finds the unusual ones among events against a baseline of the same request. Metered by the events that are judged;
/// nothing is stored but that.
/// </summary>
/// <param name="Organization">Who asks and pays.</param>
/// <param name="Baseline">Events known to be usual; without any the first events teach.</param>
/// <param name="Events">The events to look at, in their order.</param>
public sealed record AnalyzeForAccount(
    OrganizationId Organization, IReadOnlyList<string> Baseline, IReadOnlyList<IncomingEvent> Events)
    : ICommand<AccountAnalysis>, IForOrganization
{
    /// <summary>Most events of a request, and most events of its baseline.</summary>
    public const int MaximumEvents = 1000;

    /// <summary>Name of the sensitivity profile.</summary>
    public string Profile { get; init; } = SensitivityProfile.Balanced.Name;

    /// <summary>The shape of the events, or undetermined: then it is found.</summary>
    public EventShape Shape { get; init; } = EventShape.Undetermined;

    /// <summary>The key or session that asks.</summary>
    public Guid? Credential { get; init; }

    /// <summary>The run of a request that may come again: it is paid for once.</summary>
    public Guid? Run { get; init; }
}

/// <summary>What was found, and what it left of the plan.</summary>
/// <param name="Found">What was found, by the places of the events in the request.</param>
/// <param name="Duplicates">Events whose id came before them in the request with the same text; they are free.</param>
/// <param name="Refused">Those whose id came before them with another text.</param>
/// <param name="Usage">Where the organization stands in its period.</param>
public sealed record AccountAnalysis(
    AnalyzedEvents Found, int Duplicates, IReadOnlyList<RefusedEvent> Refused, Usage Usage);

file sealed class Rules : AbstractValidator<AnalyzeForAccount>
{
    private static readonly string TooMany = $"At most {AnalyzeForAccount.MaximumEvents} events.";
    private static readonly string TooLong = $"An event has at most {IncomingEvent.Longest} bytes.";

    public Rules()
    {
        RuleFor(command => command.Events).NotEmpty();
        RuleFor(command => command.Events).Must(events => BeFew(events.Count)).WithMessage(TooMany).EachFits();
        RuleFor(command => command.Baseline).Must(events => BeFew(events.Count)).WithMessage(TooMany)
            .Must(BeShort).WithMessage(TooLong);
        RuleFor(command => command.Shape).IsInEnum();
        RuleFor(command => command.Profile).Must(name => SensitivityProfile.Find(name) is not null).WithMessage(
            $"One of {string.Join(", ", SensitivityProfile.Named.Select(profile => profile.Name))}.");
    }

    private static bool BeFew(int events) => events <= AnalyzeForAccount.MaximumEvents;

    private static bool BeShort(IReadOnlyList<string> events) =>
        events.All(text => Encoding.UTF8.GetByteCount(text) <= IncomingEvent.Longest);
}

file sealed class Handler(IMediator mediator, IAnomalyScorer scorer, IMeteredWork work, TimeProvider clock)
    : ICommandHandler<AnalyzeForAccount, AccountAnalysis>
{
    public async Task<Result<AccountAnalysis>> Handle(AnalyzeForAccount command, CancellationToken cancellationToken)
    {
        var profile = SensitivityProfile.Find(command.Profile)!;
        var teaching = command.Baseline.Count > 0 ? 0 : profile.MinimumBaseline;
        var seen = new SeenIds([]);
        var uses = command.Events.Select(seen.Take).ToList();
        int[] kept = [.. PlacesOf(IdUse.New, uses)];
        var judged = Math.Max(kept.Length - teaching, 0);
        var run = command.Run ?? Guid.CreateVersion7(clock.GetUtcNow());
        var usage = await mediator.Send(
            new ReserveDetections(command.Organization, run, judged), cancellationToken);
        if (!usage.IsSuccess) return usage.Error;

        var committed = false;
        try
        {
            string[] texts = [.. kept.Select(place => Encoding.UTF8.GetString(command.Events[place].Text.Span))];
            var found = Analysis.Of(scorer, command.Baseline, texts, profile, command.Shape);
            var done = await work.CommitAsync(
                new DetectionsSettled(command.Organization, run, null, command.Credential, judged, clock.GetUtcNow()),
                cancellationToken);
            if (!done.IsSuccess) return done.Error;

            committed = true;
            return new AccountAnalysis(
                found with { Anomalies = [.. found.Anomalies.Select(one => one with { Index = kept[one.Index] })] },
                PlacesOf(IdUse.Duplicate, uses).Count(),
                [.. PlacesOf(IdUse.Reused, uses).Select(place => new RefusedEvent(place, DetectionErrors.IdReused))],
                usage.Value);
        }
        finally
        {
            // Where the commit's outcome is unknown, the work fence decides.
            if (!committed) await mediator.Send(new ReleaseDetections(command.Organization, run), CancellationToken.None);
        }
    }

    private static IEnumerable<int> PlacesOf(IdUse use, List<IdUse> uses) =>
        Enumerable.Range(0, uses.Count).Where(place => uses[place] == use);
}
