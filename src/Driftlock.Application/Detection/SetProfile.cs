using System.Text.Json;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;

namespace Driftlock.Application.Detection;

/// <summary>Lets another profile judge a stream from here on. What was judged stays as it is.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
/// <param name="Profile">Name of the profile; <c>custom</c> for a level of one's own.</param>
/// <param name="Alpha">The level of a custom profile, as share of usual events that may be flagged.</param>
/// <param name="Actor">Who does it, as in <see cref="AuditEntry"/>.</param>
public sealed record SetProfile(OrganizationId Organization, string Stream, string Profile, double? Alpha, string Actor)
    : ICommand<StreamHead>, IForOrganization
{
    /// <summary>The name of a level of one's own.</summary>
    public const string Custom = "custom";

    internal SensitivityProfile Chosen =>
        Alpha is { } level ? SensitivityProfile.Custom(level) : SensitivityProfile.Find(Profile)!;
}

file sealed class Rules : AbstractValidator<SetProfile>
{
    private static readonly string Names =
        string.Join(", ", SensitivityProfile.Named.Select(profile => profile.Name));

    public Rules()
    {
        RuleFor(command => command.Profile)
            .Must(name => name == SetProfile.Custom || SensitivityProfile.Find(name) is not null)
            .WithMessage($"One of {Names} and {SetProfile.Custom}.");
        RuleFor(command => command.Alpha)
            .Must((command, alpha) => (alpha is not null) == (command.Profile == SetProfile.Custom))
            .WithMessage($"Given with the profile {SetProfile.Custom} and with no other.")
            .Must(alpha => alpha is null || SensitivityProfile.IsLevel(alpha.Value))
            .WithMessage("Between 0.000001 and 0.5.");
    }
}

file sealed class Handler(IDetectionDb db, IMediator mediator, IStreamTurns turns, TimeProvider clock)
    : ICommandHandler<SetProfile, StreamHead>
{
    public async Task<Result<StreamHead>> Handle(SetProfile command, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetEntitlements(command.Organization), cancellationToken);
        if (!plan.IsSuccess) return plan.Error;
        if (await db.FindStreamAsync(command.Stream, cancellationToken) is not { } stream)
        {
            return DetectionErrors.NoSuchStream;
        }

        return await turns.AppendAsync(
            new Turn(command.Organization, stream.Id), Compose, cancellationToken);

        Task<Result<Append>> Compose(StreamAt at)
        {
            var chosen = command.Chosen;
            (at.Head.ProfileName, at.Head.Alpha) = (chosen.Name, chosen.Alpha);
            var content = JsonSerializer.Serialize(new { profile = chosen.Name, alpha = chosen.Alpha });
            return Task.FromResult<Result<Append>>(new Append
            {
                Entry = SettingsEntry.Of(at.Head, LogEntryKind.Profile, content, plan.Value, clock.GetUtcNow()),
                Audit = new AuditEntry(
                    command.Organization, command.Actor, "detection.profile_set", $"stream:{stream.Id.Value}")
                {
                    Details = new Dictionary<string, string> { ["profile"] = content },
                },
            });
        }
    }
}
