using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>
/// Scores events against a stream, teaches it and stores the anomalies. Events of the baseline are free, and so are
/// duplicates; every other one is metered.
/// </summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug; an unknown slug becomes a new stream where that is allowed.</param>
/// <param name="Events">The events, in their order.</param>
public sealed record DetectAnomalies(OrganizationId Organization, string Stream, IReadOnlyList<IncomingEvent> Events)
    : ICommand<DetectedEvents>, IForOrganization
{
    /// <summary>Most events of a request.</summary>
    public const int MaximumEvents = 1000;

    /// <summary>Name of a profile for this request alone; the stream's own without it.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether the events teach.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>Whether the caller may create the stream.</summary>
    public bool MayCreateStream { get; init; }

    /// <summary>The one stream that the caller may touch, if it is bound to one.</summary>
    public StreamId? OnlyStream { get; init; }

    /// <summary>The key or session that asks.</summary>
    public Guid? Credential { get; init; }

    /// <summary>Who asks, as in <see cref="AuditEntry"/>: a stream that it creates is its deed.</summary>
    public string Actor { get; init; } = AuditEntry.System;

    /// <summary>The run of a request that may come again: its events are taken once, and answered alike each time.</summary>
    public Guid? Run { get; init; }
}

/// <summary>What a detection found.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Head">Where the stream is after it.</param>
/// <param name="Scored">Events that were judged.</param>
/// <param name="Learned">Events that taught.</param>
/// <param name="Duplicates">Events that had come before.</param>
/// <param name="Refused">Events that were not taken, each with the reason.</param>
/// <param name="Anomalies">The unusual ones with their place in the request.</param>
/// <param name="Usage">Where the organization stands in its period.</param>
public sealed record DetectedEvents(
    EventStream Stream,
    StreamHead Head,
    int Scored,
    int Learned,
    int Duplicates,
    IReadOnlyList<RefusedEvent> Refused,
    IReadOnlyList<(int Index, Anomaly Anomaly)> Anomalies,
    Usage Usage);

/// <summary>An event that was not taken.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Error">Why.</param>
public sealed record RefusedEvent(int Index, Error Error);

file sealed class Rules : AbstractValidator<DetectAnomalies>
{
    public Rules()
    {
        RuleFor(request => request.Stream).NotEmpty().MaximumLength(EventStream.LongestSlug);
        RuleFor(request => request.Events).NotEmpty()
            .Must(events => events.Count <= DetectAnomalies.MaximumEvents)
            .WithMessage($"At most {DetectAnomalies.MaximumEvents} events.");
        RuleFor(request => request.Events).EachFits();
        RuleFor(request => request.Profile)
            .Must(name => name is null || SensitivityProfile.Find(name) is not null)
            .WithMessage($"One of {string.Join(", ", SensitivityProfile.Named.Select(profile => profile.Name))}.");
    }
}

file sealed class Handler(EventIntake intake) : ICommandHandler<DetectAnomalies, DetectedEvents>
{
    public Task<Result<DetectedEvents>> Handle(DetectAnomalies command, CancellationToken cancellationToken)
    {
        var incoming = new IncomingEvents(command.Organization, command.Stream, command.Events)
        {
            Score = true,
            Learn = command.Learn,
            Profile = command.Profile,
            MayCreateStream = command.MayCreateStream,
            OnlyStream = command.OnlyStream,
            Credential = command.Credential,
            Actor = command.Actor,
            Run = command.Run,
        };
        return intake.TakeAsync(incoming, cancellationToken);
    }
}
