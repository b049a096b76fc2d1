using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;

namespace Driftlock.Application.Detection;

/// <summary>
/// Takes events that are sent as they happen: they teach the stream for nothing, within what the plan lets teach a day,
/// or are scored and metered where that is wanted. One part of a longer sending, or all of it.
/// </summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug; an unknown slug becomes a new stream where that is allowed.</param>
/// <param name="Events">The events, in their order; none only makes sure of the stream.</param>
public sealed record IngestEvents(OrganizationId Organization, string Stream, IReadOnlyList<IncomingEvent> Events)
    : ICommand<DetectedEvents>, IForOrganization
{
    /// <summary>Most events of a part.</summary>
    public const int MaximumEvents = EventBatch.MaximumEvents;

    /// <summary>Most bytes of a part, all events together.</summary>
    public const long MaximumBytes = EventBatch.MaximumBytes;

    /// <summary>Whether they are scored; as the stream says where the caller does not.</summary>
    public bool? Detect { get; init; }

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

file sealed class Rules : AbstractValidator<IngestEvents>
{
    public Rules()
    {
        RuleFor(command => command.Stream).NotEmpty().MaximumLength(EventStream.LongestSlug);
        RuleFor(command => command.Events)
            .Must(events => events.Count <= IngestEvents.MaximumEvents)
            .WithMessage($"At most {IngestEvents.MaximumEvents} events.")
            .Must(events => events.Sum(one => (long)one.Text.Length) <= IngestEvents.MaximumBytes)
            .WithMessage($"At most {IngestEvents.MaximumBytes} bytes.");
        RuleFor(command => command.Events).EachFits();
    }
}

file sealed class Handler(EventIntake intake) : ICommandHandler<IngestEvents, DetectedEvents>
{
    public Task<Result<DetectedEvents>> Handle(IngestEvents command, CancellationToken cancellationToken)
    {
        var incoming = new IncomingEvents(command.Organization, command.Stream, command.Events)
        {
            Score = command.Detect,
            MayCreateStream = command.MayCreateStream,
            OnlyStream = command.OnlyStream,
            Credential = command.Credential,
            Actor = command.Actor,
            Run = command.Run,
        };
        return intake.TakeAsync(incoming, cancellationToken);
    }
}
