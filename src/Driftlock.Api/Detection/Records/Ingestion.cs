using Driftlock.Application.Detection;
using Driftlock.Domain.Shared;
using MediatR;

namespace Driftlock.Api.Detection.Records;

/// <summary>
/// One sending of records: taken in parts as they come in, or as one piece where the request may come again. What is told of
/// it is what was committed.
/// </summary>
internal sealed class Ingestion(IngestEvents order, IMediator mediator)
{
    /// <summary>Bytes of a body that is taken in parts, decoded.</summary>
    public const int LargestBody = 256 << 20;

    /// <summary>Records of a body that is taken in parts.</summary>
    public const int MostRecords = 1_000_000;

    /// <summary>Anomalies, and refused records, that an answer lists; all are counted.</summary>
    public const int MostListed = 1000;

    private const int PartEvents = 5000;
    private const int PartBytes = 4 << 20;
    private const int ListedBytes = 8 << 20;

    private readonly List<IncomingEvent> events = [];
    private readonly List<long> lines = [];
    private readonly List<RefusedRecordAnswer> refusedInPart = [];
    private readonly List<RefusedRecordAnswer> refused = [];
    private readonly List<AnomalyAnswer> anomalies = [];
    private DetectedEvents? last;
    private long lineInPart;
    private long bytesInPart;
    private long bytesListed;
    private (long Received, long Scored, long Learned, long Duplicates, long Refused, long Anomalies, long Line) told;

    private bool IsOnePiece => order.Run is not null;

    /// <summary>Whether something was committed, so that a refusal has to tell of it.</summary>
    public bool HasTaken => last is not null;

    /// <summary>Takes the records.</summary>
    /// <returns>What ended it before its end, if something did.</returns>
    public async Task<Result> TakeAsync(IAsyncEnumerable<Record> records, CancellationToken cancellationToken)
    {
        var (received, most) = (0, IsOnePiece ? IngestEvents.MaximumEvents : MostRecords);
        Error? end = null;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            if (record.EndsBody) end = record.Refusal;
            else if (++received > most) end = RecordErrors.TooMany(most);
            if (end is not null) break;

            Add(record);
            if (IsOnePiece || !IsFull) continue;

            var sent = await SendAsync(cancellationToken);
            if (!sent.IsSuccess) return sent;
        }

        if (end is not null && (IsOnePiece || lineInPart == 0)) return end;

        // An empty part too, for it says whether there is such a stream.
        if (lineInPart > 0 || last is null)
        {
            var sent = await SendAsync(cancellationToken);
            if (!sent.IsSuccess) return sent;
        }

        return end is null ? Result.Success : end;
    }

    public IngestedAnswer Answer(string requestId) => new(
        StreamAnswer.From(last!.Stream, last.Head),
        told.Received,
        told.Scored,
        told.Learned,
        told.Duplicates,
        told.Refused,
        refused,
        told.Anomalies,
        anomalies,
        UsageAnswer.From(last.Usage),
        told.Line,
        requestId);

    private bool IsFull => events.Count >= PartEvents || refusedInPart.Count >= PartEvents || bytesInPart >= PartBytes;

    private void Add(Record record)
    {
        lineInPart = record.Line;
        if (record.Event is { } taken)
        {
            events.Add(taken);
            lines.Add(record.Line);
            bytesInPart += taken.Text.Length + (taken.Attributes?.Length ?? 0);
        }
        else
        {
            Refuse(record.Line, record.Refusal!);
        }
    }

    private void Refuse(long line, Error error) =>
        refusedInPart.Add(new RefusedRecordAnswer(line, error.Code, error.Message));

    private async Task<Result> SendAsync(CancellationToken cancellationToken)
    {
        var taken = await mediator.Send(order with { Events = [.. events] }, cancellationToken);
        if (!taken.IsSuccess) return taken.Error;

        last = taken.Value;
        foreach (var (index, error) in last.Refused) Refuse(lines[index], error);
        Tell(last);
        events.Clear();
        lines.Clear();
        refusedInPart.Clear();
        (lineInPart, bytesInPart) = (0, 0);
        return Result.Success;
    }

    private void Tell(DetectedEvents taken)
    {
        // Those that the stream refused come last, and are told where they stand.
        var before = events.Count + refusedInPart.Count - taken.Refused.Count;
        told = (
            told.Received + before,
            told.Scored + taken.Scored,
            told.Learned + taken.Learned,
            told.Duplicates + taken.Duplicates,
            told.Refused + refusedInPart.Count,
            told.Anomalies + taken.Anomalies.Count,
            Math.Max(told.Line, lineInPart));
        refused.AddRange(refusedInPart.OrderBy(one => one.Line).Take(MostListed - refused.Count));
        foreach (var (index, anomaly) in taken.Anomalies.Take(MostListed - anomalies.Count))
        {
            bytesListed += anomaly.Text.Length;
            if (bytesListed > ListedBytes) break;

            anomalies.Add(AnomalyAnswer.From(anomaly) with { Line = lines[index] });
        }
    }
}
