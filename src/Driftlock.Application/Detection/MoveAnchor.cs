using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Application.Detection;

/// <summary>
/// Freezes the model as it is now as the new anchor, or drops everything learned so that a new baseline begins.
/// </summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
/// <param name="Drop">Whether to begin anew.</param>
/// <param name="Actor">Who does it, as in <see cref="AuditEntry"/>.</param>
public sealed record MoveAnchor(OrganizationId Organization, string Stream, bool Drop, string Actor)
    : ICommand<StreamHead>, IForOrganization;

file sealed class Handler(
    IDetectionDb db, IMediator mediator, IStreamTurns turns, IStreamStandings standings, TimeProvider clock)
    : ICommandHandler<MoveAnchor, StreamHead>
{
    public async Task<Result<StreamHead>> Handle(MoveAnchor command, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetEntitlements(command.Organization), cancellationToken);
        if (!plan.IsSuccess) return plan.Error;
        if (await db.FindStreamAsync(command.Stream, cancellationToken) is not { } stream)
        {
            return DetectionErrors.NoSuchStream;
        }

        try
        {
            return await turns.AppendAsync(new Turn(command.Organization, stream.Id), Compose, cancellationToken);
        }
        finally
        {
            // Without its baseline the stream learns again.
            standings.Forget();
        }

        Task<Result<Append>> Compose(StreamAt at)
        {
            if (!command.Drop && at.Head.EventsNeeded > 0)
            {
                return Task.FromResult<Result<Append>>(DetectionErrors.StillLearning);
            }

            var kind = command.Drop ? LogEntryKind.NewBaseline : LogEntryKind.Anchor;
            var action = command.Drop ? "detection.baseline_dropped" : "detection.anchor_moved";
            return Task.FromResult<Result<Append>>(new Append
            {
                Entry = SettingsEntry.Of(at.Head, kind, content: null, plan.Value, clock.GetUtcNow()),
                Audit = new AuditEntry(command.Organization, command.Actor, action, $"stream:{stream.Id.Value}"),
            });
        }
    }
}
