using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>One event of a stream's log, with what its bits are to be compared with.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
/// <param name="Sequence">Where the event stands in the log.</param>
public sealed record GetEvent(OrganizationId Organization, string Stream, long Sequence)
    : IQuery<StoredEvent>, IForOrganization;

/// <summary>An event as it was received and scored.</summary>
public sealed record StoredEvent
{
    /// <summary>Its stream.</summary>
    public required KnownStream Stream { get; init; }

    /// <summary>Where it stands in the stream's log.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was appended, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The event as scored.</summary>
    public required byte[] Text { get; init; }

    /// <summary>Its code length, in bits; nothing where it was not scored.</summary>
    public required double Bits { get; init; }

    /// <summary>The p-value that decided.</summary>
    public required double PValue { get; init; }

    /// <summary>What must be known beside the numbers.</summary>
    public required ScoreFlags Flags { get; init; }

    /// <summary>What the events before it cost; none while there are too few.</summary>
    public BitsRange? Usual { get; init; }

    /// <summary>The sender's own id of it.</summary>
    public string? ClientId { get; init; }

    /// <summary>When it happened, according to its sender.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What the sender wanted kept beside it, as JSON.</summary>
    public string? Attributes { get; init; }

    /// <summary>What was found, if it was flagged.</summary>
    public Anomaly? Anomaly { get; init; }

    /// <summary>The incident that the anomaly belongs to.</summary>
    public AnomalyGroup? Incident { get; init; }
}

file sealed class Handler(IDetectionDb db, IMediator mediator) : IQueryHandler<GetEvent, StoredEvent>
{
    public async Task<Result<StoredEvent>> Handle(GetEvent query, CancellationToken cancellationToken)
    {
        var stream = await mediator.Send(new GetStream(query.Organization, query.Stream), cancellationToken);
        if (!stream.IsSuccess) return stream.Error;

        var before = db.Log.AsNoTracking()
            .Where(entry => entry.Stream == stream.Value.Stream.Id && entry.Sequence <= query.Sequence)
            .OrderByDescending(entry => entry.Sequence);
        var entry = await before.FirstOrDefaultAsync(cancellationToken);
        if (entry is not { Kind: LogEntryKind.Events } || query.Sequence >= entry.Sequence + entry.Length)
        {
            return DetectionErrors.NoSuchEvent;
        }

        var place = (int)(query.Sequence - entry.Sequence);
        var anomaly = await db.Anomalies.AsNoTracking().SingleOrDefaultAsync(
            one => one.Stream == entry.Stream && one.Sequence == query.Sequence && one.At == entry.At,
            cancellationToken);
        return new StoredEvent
        {
            Stream = stream.Value,
            Sequence = query.Sequence,
            At = entry.At,
            Text = entry.TextAt(place).ToArray(),
            Bits = entry.Bits[place],
            PValue = entry.PValues[place],
            Flags = (ScoreFlags)entry.Flags[place],
            Usual = await UsualAsync(before, query.Sequence, anomaly, cancellationToken),
            ClientId = entry.ClientIds?[place],
            Time = entry.Times?[place],
            Attributes = entry.Attributes?[place],
            Anomaly = anomaly,
            Incident = anomaly is null
                ? null
                : await db.Groups.AsNoTracking()
                    .SingleOrDefaultAsync(group => group.Id == anomaly.Group, cancellationToken),
        };
    }

    // An entry takes at least one number, so no more entries than numbers have to be looked at.
    private static async Task<BitsRange?> UsualAsync(
        IQueryable<LogEntry> before, long sequence, Anomaly? anomaly, CancellationToken cancellationToken)
    {
        var entries = await before.Take(UsualBits.Remembered + 1)
            .Where(entry => entry.Kind == LogEntryKind.Events
                && entry.Sequence + entry.Length > sequence - UsualBits.Remembered)
            .OrderBy(entry => entry.Sequence)
            .Select(entry => new { entry.Sequence, entry.Bits, entry.Flags })
            .ToListAsync(cancellationToken);
        var usual = new UsualBits();
        foreach (var entry in entries)
        {
            for (var place = 0; place < entry.Bits.Length && entry.Sequence + place < sequence; place++)
            {
                var flags = (ScoreFlags)entry.Flags[place];
                if (!flags.HasFlag(ScoreFlags.Learning)) usual.Add(entry.Bits[place]);
            }
        }

        return anomaly is null ? usual.Known : usual.Range(anomaly.ExpectedBits);
    }
}
