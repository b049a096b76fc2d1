using System.Text.Json;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// Says where people are with all anomalies of an incident, however many; what was noted of one stays. Dismissing them is
/// feedback too, once for all, for they are of one kind.
/// </summary>
/// <param name="Organization">Whose incident it is.</param>
/// <param name="Incident">The incident.</param>
/// <param name="Status">Where they are.</param>
/// <param name="Actor">Who does it, as in <see cref="AuditEntry"/>.</param>
public sealed record SettleIncident(OrganizationId Organization, Guid Incident, AnomalyStatus Status, string Actor)
    : ICommand<SettledIncident>, IForOrganization;

/// <summary>What was settled.</summary>
/// <param name="Changed">Anomalies that had another status before.</param>
public sealed record SettledIncident(int Changed);

file sealed class Rules : AbstractValidator<SettleIncident>
{
    public Rules() => RuleFor(command => command.Status).IsInEnum().NotEqual(AnomalyStatus.Open)
        .WithMessage("One of acknowledged, investigating, resolved, dismissed.");
}

file sealed class Handler(IDetectionDb db, IMediator mediator, Commit commit, TimeProvider clock)
    : ICommandHandler<SettleIncident, SettledIncident>
{
    public async Task<Result<SettledIncident>> Handle(SettleIncident command, CancellationToken cancellationToken)
    {
        var ofIncident = db.Anomalies.Where(anomaly => anomaly.Group == command.Incident);
        var one = await ofIncident.AsNoTracking().OrderByDescending(anomaly => anomaly.Id)
            .Select(anomaly => new { anomaly.Id, anomaly.Note })
            .FirstOrDefaultAsync(cancellationToken);
        if (one is null) return DetectionErrors.NoSuchIncident;

        if (command.Status == AnomalyStatus.Dismissed)
        {
            var feedback = new GiveFeedback(
                command.Organization, one.Id, FeedbackVerdict.FalsePositive, one.Note, command.Actor);
            var given = await mediator.Send(feedback, cancellationToken);
            if (!given.IsSuccess) return given.Error;
        }

        var act = new AuditEntry(
            command.Organization, command.Actor, "detection.incident_settled", $"incident:{command.Incident}")
        {
            Details = new Dictionary<string, string>
            {
                ["status"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{command.Status}"),
            },
        };
        // In the database alone: an incident may have more anomalies, with their events, than one loads.
        var (changed, now) = (0, clock.GetUtcNow());
        var saved = await commit.SaveAsync(
            db,
            act,
            async () => changed = await ofIncident.Where(anomaly => anomaly.Status != command.Status).ExecuteUpdateAsync(
                row => row.SetProperty(anomaly => anomaly.Status, command.Status)
                    .SetProperty(anomaly => anomaly.StatusAt, now),
                cancellationToken),
            cancellationToken);
        return saved.IsSuccess ? new SettledIncident(changed) : saved.Error;
    }
}
