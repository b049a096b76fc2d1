using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;

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
        RuleForEach(request => request.Events)
            .Must(one => one.Text.Length <= IncomingEvent.Longest)
            .WithMessage($"An event has at most {IncomingEvent.Longest} bytes.")
            .Must(one => one.Id is null or { Length: > 0 and <= ClientId.Longest })
            .WithMessage($"An id has 1 to {ClientId.Longest} characters.");
        RuleFor(request => request.Profile)
            .Must(name => name is null || SensitivityProfile.Find(name) is not null)
            .WithMessage($"One of {string.Join(", ", SensitivityProfile.Named.Select(profile => profile.Name))}.");
    }
}

file sealed class Handler(IDetectionDb db, IMediator mediator, IStreamTurns turns, IAnomalyScorer scorer, TimeProvider clock)
    : ICommandHandler<DetectAnomalies, DetectedEvents>
{
    // Longer work is composed before the stream is locked.
    private const int EventsUnderLock = 200;
    private const long BytesUnderLock = 256 << 10;

    public async Task<Result<DetectedEvents>> Handle(DetectAnomalies command, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetEntitlements(command.Organization), cancellationToken);
        if (!plan.IsSuccess) return plan.Error;

        var stream = await FindOrCreateAsync(command, cancellationToken);
        if (!stream.IsSuccess) return stream.Error;

        var run = new DetectionRun(db, scorer, clock, command, stream.Value, plan.Value);
        var done = await ReserveAndRunAsync(run, command, cancellationToken);
        if (!run.ReservedTooLittle) return done;

        // Others brought the baseline on between the reservation and the work; what is reserved for all events is enough.
        run = new DetectionRun(db, scorer, clock, command, stream.Value, plan.Value) { ReservesAll = true };
        return await ReserveAndRunAsync(run, command, cancellationToken);
    }

    private async Task<Result<DetectedEvents>> ReserveAndRunAsync(
        DetectionRun run, DetectAnomalies command, CancellationToken cancellationToken)
    {
        var expected = await run.ExpectAsync(cancellationToken);
        if (!expected.IsSuccess) return expected.Error;

        var usage = await mediator.Send(
            new ReserveDetections(command.Organization, run.Id, expected.Value), cancellationToken);
        if (!usage.IsSuccess) return usage.Error;

        var committed = false;
        try
        {
            var takesLong = command.Events.Count > EventsUnderLock
                || command.Events.Sum(one => (long)one.Text.Length) > BytesUnderLock;
            var appended = await turns.AppendAsync(
                command.Organization, run.Stream.Id, run.Id, takesLong, run.ComposeAsync, cancellationToken);
            if (!appended.IsSuccess) return appended.Error;

            committed = true;
            return run.Answer(usage.Value, appended.Value);
        }
        finally
        {
            // Where the commit's outcome is unknown, the work fence decides; if this fails too, the lease ends by itself.
            if (!committed)
            {
                await mediator.Send(new ReleaseDetections(command.Organization, run.Id), CancellationToken.None);
            }
        }
    }

    private async Task<Result<EventStream>> FindOrCreateAsync(
        DetectAnomalies command, CancellationToken cancellationToken)
    {
        if (await db.FindStreamAsync(command.Stream, cancellationToken) is { } stream)
        {
            if (command.OnlyStream is null || command.OnlyStream == stream.Id) return stream;
            return DetectionErrors.NoSuchStream;
        }

        if (!EventStream.IsSlug(command.Stream)) return DetectionErrors.NoSuchStream;
        if (!command.MayCreateStream) return DetectionErrors.MayNotCreateStream;

        var made = await mediator.Send(new CreateStream(command.Organization, command.Stream, command.Actor), cancellationToken);
        if (made.IsSuccess || made.Error != DetectionErrors.SlugTaken) return made;

        // Another request made it in the same moment.
        return await db.FindStreamAsync(command.Stream, cancellationToken) is { } others ? others : made;
    }
}
