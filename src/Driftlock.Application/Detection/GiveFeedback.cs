using System.Text.Json;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// Says whether an anomaly was one. Events of its kind are judged accordingly from here on: a false positive's stay quiet, a
/// confirmed one's stay loud.
/// </summary>
/// <param name="Organization">Whose anomaly it is.</param>
/// <param name="Anomaly">The anomaly.</param>
/// <param name="Verdict">What it was.</param>
/// <param name="Note">What else there is to say.</param>
/// <param name="Actor">Who says it, as in <see cref="AuditEntry"/>.</param>
public sealed record GiveFeedback(
    OrganizationId Organization, AnomalyId Anomaly, FeedbackVerdict Verdict, string? Note, string Actor)
    : ICommand<Anomaly>, IForOrganization;

file sealed class Rules : AbstractValidator<GiveFeedback>
{
    public Rules()
    {
        RuleFor(command => command.Verdict).IsInEnum();
        RuleFor(command => command.Note).MaximumLength(Domain.Detection.Anomaly.LongestNote);
    }
}

file sealed class Handler(
    IDetectionDb db, IMediator mediator, IStreamTurns turns, IAnomalyScorer scorer, TimeProvider clock)
    : ICommandHandler<GiveFeedback, Anomaly>
{
    public async Task<Result<Anomaly>> Handle(GiveFeedback command, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetEntitlements(command.Organization), cancellationToken);
        if (!plan.IsSuccess) return plan.Error;

        var known = await db.Anomalies.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == command.Anomaly, cancellationToken);
        if (known is null) return DetectionErrors.NoSuchAnomaly;

        var anomaly = known;
        var appended = await turns.AppendAsync(
            new Turn(command.Organization, known.Stream), ComposeAsync, cancellationToken);
        return appended.IsSuccess ? anomaly : appended.Error;

        async Task<Result<Append>> ComposeAsync(StreamAt at)
        {
            var now = clock.GetUtcNow();
            anomaly = await db.Anomalies.SingleAsync(one => one.Id == command.Anomaly, cancellationToken);
            anomaly.Judge(command.Verdict, command.Note, now);
            var said = KeyValuePair.Create(Judgement.KindOf(scorer, anomaly.Text), command.Verdict);
            return new Append
            {
                Entry = SettingsEntry.Of(
                    at.Head, LogEntryKind.Feedback, JsonSerializer.Serialize(said), plan.Value, now),
                Audit = new AuditEntry(
                    command.Organization, command.Actor, "detection.feedback_given", $"anomaly:{anomaly.Id.Value}")
                {
                    Details = new Dictionary<string, string>
                    {
                        ["verdict"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{command.Verdict}"),
                    },
                },
            };
        }
    }
}
