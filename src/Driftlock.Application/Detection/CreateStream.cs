using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>Makes a stream, where the plan has room for one more.</summary>
/// <param name="Organization">Whose it is going to be.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Actor">Who makes it, as in <see cref="AuditEntry"/>.</param>
public sealed record CreateStream(OrganizationId Organization, string Slug, string Actor)
    : ICommand<EventStream>, IForOrganization
{
    /// <summary>Name for people; the slug without one.</summary>
    public string? Name { get; init; }

    /// <summary>The shape, or undetermined: then it is found from the first events.</summary>
    public EventShape Shape { get; init; } = EventShape.Undetermined;

    /// <summary>Which model decides.</summary>
    public DetectionMode Mode { get; init; } = DetectionMode.Automatic;

    /// <summary>Name of the profile that judges.</summary>
    public string Profile { get; init; } = SensitivityProfile.Balanced.Name;

    /// <summary>Events that teach before the first is judged.</summary>
    public int BaselineEvents { get; init; } = EventStream.UsualBaseline;

    /// <summary>Whether events that are only sent are scored too.</summary>
    public bool DetectOnIngest { get; init; }

    /// <summary>Days for which its events are kept, where the plan keeps them longer.</summary>
    public short? RetentionDays { get; init; }
}

file sealed class Rules : AbstractValidator<CreateStream>
{
    public Rules()
    {
        RuleFor(command => command.Slug).Must(EventStream.IsSlug).WithMessage(
            $"1 to {EventStream.LongestSlug} of a-z, 0-9, dot, dash and underscore, not like an id.");
        RuleFor(command => command.Name).MaximumLength(EventStream.LongestName);
        RuleFor(command => command.Shape).IsInEnum();
        RuleFor(command => command.Mode).IsInEnum();
        RuleFor(command => command.BaselineEvents).InclusiveBetween(1, StreamModelOptions.MaximumBaseline);
        RuleFor(command => command.RetentionDays).MustBeRetentionClass();
        RuleFor(command => command.Profile).Must(name => SensitivityProfile.Find(name) is not null).WithMessage(
            $"One of {string.Join(", ", SensitivityProfile.Named.Select(profile => profile.Name))}.");
    }
}

file sealed class Handler(IDetectionDb db, IMediator mediator, Commit commit, TimeProvider clock)
    : ICommandHandler<CreateStream, EventStream>
{
    public async Task<Result<EventStream>> Handle(CreateStream command, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetEntitlements(command.Organization), cancellationToken);
        if (!plan.IsSuccess) return plan.Error;
        if (await db.Streams.AnyAsync(stream => stream.Slug == command.Slug, cancellationToken))
        {
            return DetectionErrors.SlugTaken;
        }

        if (await db.Streams.CountAsync(cancellationToken) >= plan.Value.Streams) return DetectionErrors.TooManyStreams;

        var stream = new EventStream
        {
            Id = StreamId.New(clock),
            Organization = command.Organization,
            Slug = command.Slug,
            Name = command.Name ?? command.Slug,
            Shape = command.Shape,
            Mode = command.Mode,
            BaselineEvents = command.BaselineEvents,
            DetectOnIngest = command.DetectOnIngest,
            RetentionDays = command.RetentionDays,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Streams.Add(stream);
        db.Heads.Add(new StreamHead
        {
            Stream = stream.Id,
            Organization = stream.Organization,
            Shape = stream.Shape,
            Mode = stream.Mode,
            EventsNeeded = stream.BaselineEvents,
            ProfileName = command.Profile,
            Alpha = SensitivityProfile.Find(command.Profile)!.Alpha,
        });
        var act = new AuditEntry(
            command.Organization, command.Actor, "detection.stream_created", $"stream:{stream.Id.Value}")
        {
            Details = new Dictionary<string, string> { ["slug"] = stream.Slug },
        };
        try
        {
            var saved = await commit.SaveAsync(db, act, cancellationToken);
            return saved.IsSuccess ? stream : saved.Error;
        }
        catch (UniqueViolationException)
        {
            // Another request took the slug in the same moment.
            return DetectionErrors.SlugTaken;
        }
    }
}
