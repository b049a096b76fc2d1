using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>Deletes a stream with its events, model and anomalies. What was metered stays in the ledger.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
/// <param name="Actor">Who does it, as in <see cref="AuditEntry"/>.</param>
public sealed record DeleteStream(OrganizationId Organization, string Stream, string Actor) : ICommand, IForOrganization;

file sealed class Handler(IDetectionDb db, IStreamStandings standings, IStreamEraser eraser)
    : ICommandHandler<DeleteStream>
{
    public async Task<Result> Handle(DeleteStream command, CancellationToken cancellationToken)
    {
        if (await db.FindStreamAsync(command.Stream, cancellationToken) is not { } stream)
        {
            return DetectionErrors.NoSuchStream;
        }

        var act = new AuditEntry(
            command.Organization, command.Actor, "detection.stream_deleted", $"stream:{stream.Id.Value}")
        {
            Details = new Dictionary<string, string> { ["slug"] = stream.Slug },
        };
        try
        {
            return await eraser.EraseAsync(stream.Id, act, cancellationToken);
        }
        finally
        {
            // Whatever breaks off may have come after the commit.
            standings.Forget();
        }
    }
}
