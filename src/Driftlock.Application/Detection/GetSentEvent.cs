using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// What its sender gave with the event of an anomaly; <see cref="DetectionErrors.NoSuchEvent"/> once the log no longer
/// has that event.
/// </summary>
/// <param name="Organization">Whose anomaly it is.</param>
/// <param name="Anomaly">The anomaly.</param>
public sealed record GetSentEvent(OrganizationId Organization, Anomaly Anomaly) : IQuery<SentEvent>, IForOrganization;

/// <summary>What came with an event and was not scored.</summary>
/// <param name="ClientId">The sender's own id of it.</param>
/// <param name="Time">When it happened, according to its sender.</param>
/// <param name="Attributes">What the sender wanted kept beside it, as JSON.</param>
public sealed record SentEvent(string? ClientId, DateTimeOffset? Time, string? Attributes);

file sealed class Handler(IDetectionDb db) : IQueryHandler<GetSentEvent, SentEvent>
{
    public async Task<Result<SentEvent>> Handle(GetSentEvent query, CancellationToken cancellationToken)
    {
        var anomaly = query.Anomaly;
        // Entry and anomaly are of one moment and one class, which says the one partition to look into.
        var sent = await db.Log.AsNoTracking()
            .Where(entry => entry.Stream == anomaly.Stream && entry.At == anomaly.At
                && entry.RetentionDays == anomaly.RetentionDays && entry.Kind == LogEntryKind.Events
                && entry.Sequence <= anomaly.Sequence && entry.Sequence + entry.Length > anomaly.Sequence)
            .Select(entry => new SentEvent(
                entry.ClientIds![(int)(anomaly.Sequence - entry.Sequence)],
                entry.Times![(int)(anomaly.Sequence - entry.Sequence)],
                entry.Attributes![(int)(anomaly.Sequence - entry.Sequence)]))
            .SingleOrDefaultAsync(cancellationToken);
        return sent is null ? DetectionErrors.NoSuchEvent : sent;
    }
}
