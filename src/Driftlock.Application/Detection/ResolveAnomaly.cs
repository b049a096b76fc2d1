using System.Text.Json;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>Says where people are with an anomaly. Dismissing it is also feedback: events of its kind are quiet from then on.</summary>
/// <param name="Organization">Whose anomaly it is.</param>
/// <param name="Anomaly">The anomaly.</param>
/// <param name="Status">Where they are.</param>
/// <param name="Note">What else there is to say.</param>
/// <param name="Actor">Who does it, as in <see cref="AuditEntry"/>.</param>
public sealed record ResolveAnomaly(
    OrganizationId Organization, AnomalyId Anomaly, AnomalyStatus Status, string? Note, string Actor)
    : ICommand<Anomaly>, IForOrganization;

file sealed class Rules : AbstractValidator<ResolveAnomaly>
{
    public Rules()
    {
        RuleFor(command => command.Status).IsInEnum().NotEqual(AnomalyStatus.Open)
            .WithMessage("One of acknowledged, investigating, resolved, dismissed.");
        RuleFor(command => command.Note).MaximumLength(Domain.Detection.Anomaly.LongestNote);
    }
}

file sealed class Handler(IDetectionDb db, IMediator mediator, Commit commit, TimeProvider clock)
    : ICommandHandler<ResolveAnomaly, Anomaly>
{
    public async Task<Result<Anomaly>> Handle(ResolveAnomaly command, CancellationToken cancellationToken)
    {
        if (command.Status == AnomalyStatus.Dismissed)
        {
            var feedback = new GiveFeedback(
                command.Organization, command.Anomaly, FeedbackVerdict.FalsePositive, command.Note, command.Actor);
            return await mediator.Send(feedback, cancellationToken);
        }

        var anomaly = await db.Anomalies.SingleOrDefaultAsync(one => one.Id == command.Anomaly, cancellationToken);
        if (anomaly is null) return DetectionErrors.NoSuchAnomaly;

        anomaly.Settle(command.Status, command.Note, clock.GetUtcNow());
        var act = new AuditEntry(
            command.Organization, command.Actor, "detection.anomaly_resolved", $"anomaly:{anomaly.Id.Value}")
        {
            Details = new Dictionary<string, string> { ["status"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{command.Status}") },
        };
        var saved = await commit.SaveAsync(db, act, cancellationToken);
        return saved.IsSuccess ? anomaly : saved.Error;
    }
}
