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
public sealed record ResolveAnomaly(OrganizationId Organization, AnomalyId Anomaly, AnomalyStatus Status, string? Note)
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

file sealed class Handler(IDetectionDb db, IMediator mediator, TimeProvider clock) : ICommandHandler<ResolveAnomaly, Anomaly>
{
    public async Task<Result<Anomaly>> Handle(ResolveAnomaly command, CancellationToken cancellationToken)
    {
        if (command.Status == AnomalyStatus.Dismissed)
        {
            var feedback = new GiveFeedback(
                command.Organization, command.Anomaly, FeedbackVerdict.FalsePositive, command.Note);
            return await mediator.Send(feedback, cancellationToken);
        }

        var anomaly = await db.Anomalies.SingleOrDefaultAsync(one => one.Id == command.Anomaly, cancellationToken);
        if (anomaly is null) return DetectionErrors.NoSuchAnomaly;

        anomaly.Settle(command.Status, command.Note, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return anomaly;
    }
}
