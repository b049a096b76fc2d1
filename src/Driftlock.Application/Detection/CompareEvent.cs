using System.Text;
using Driftlock.Application.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// One event with what its words cost, how often they came before, and the usual one before it that is most like it. Looks
/// at the latest events only: the nearest of a million is hardly nearer, and a person waits.
/// </summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug.</param>
/// <param name="Sequence">Where the event stands in the log.</param>
public sealed record CompareEvent(OrganizationId Organization, string Stream, long Sequence)
    : IQuery<ComparedEvent>, IForOrganization
{
    /// <summary>Most events that it is compared with.</summary>
    public const int MostEvents = 5000;

    /// <summary>Bytes of them, beyond which no further entry is read.</summary>
    public const long MostBytes = 4 << 20;
}

/// <summary>An event beside those before it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Words">What its dearest words cost, dearest first.</param>
/// <param name="Compared">With how many it was compared.</param>
/// <param name="Seen">In how many of them each of the words stands.</param>
public sealed record ComparedEvent(
    StoredEvent Event, IReadOnlyList<WordCost> Words, long Compared, IReadOnlyList<long> Seen)
{
    /// <summary>
    /// Whether the words are told by the model as it is now: with the event they are kept only where it was flagged.
    /// </summary>
    public bool WordsAreOfNow => Event.Anomaly is null;

    /// <summary>The usual event most like it; none if none has a word in common.</summary>
    public NearestEvent? Nearest { get; init; }

    /// <summary>Where that stands in the log.</summary>
    public long NearestSequence { get; init; }
}

file sealed class Handler(IDetectionDb db, IStreamWords explainer, IMediator mediator)
    : IQueryHandler<CompareEvent, ComparedEvent>
{
    public async Task<Result<ComparedEvent>> Handle(CompareEvent query, CancellationToken cancellationToken)
    {
        var asked = await mediator.Send(
            new GetEvent(query.Organization, query.Stream, query.Sequence), cancellationToken);
        if (!asked.IsSuccess) return asked.Error;

        var (one, alpha) = (asked.Value, asked.Value.Stream.Head.Alpha);
        var entries = await EntriesAsync(one, cancellationToken);
        var words = await WordsAsync(one, cancellationToken);
        var seen = new SeenWords(one.Text, words);
        var earlier = entries.SelectMany(entry => Enumerable.Range(0, entry.Length).Select(place => (entry, place)))
            .Where(at => at.entry.Sequence + at.place < one.Sequence)
            .TakeLast(CompareEvent.MostEvents)
            .ToArray();
        foreach (var (entry, place) in earlier) seen.Add(entry.TextAt(place));

        var nearest = NearestEvent.Find(Encoding.UTF8.GetString(one.Text), earlier.Select(Candidate));
        var found = nearest is null ? default : earlier[nearest.Index];
        return new ComparedEvent(one, words, earlier.Length, seen.Counts)
        {
            Nearest = nearest,
            NearestSequence = nearest is null ? 0 : found.entry.Sequence + found.place,
        };

        // An unusual event is no model for this one; an empty text is like nothing, and keeps the places.
        string Candidate((LogEntry Entry, int Place) at)
        {
            var isLearning = ((ScoreFlags)at.Entry.Flags[at.Place]).HasFlag(ScoreFlags.Learning);
            return !isLearning && at.Entry.PValues[at.Place] <= alpha
                ? ""
                : Encoding.UTF8.GetString(at.Entry.TextAt(at.Place));
        }
    }

    // What was not judged is not explained.
    private async Task<IReadOnlyList<WordCost>> WordsAsync(StoredEvent one, CancellationToken cancellationToken)
    {
        if (one.Anomaly is { } anomaly) return anomaly.Words;
        if (one.Flags.HasFlag(ScoreFlags.Learning)) return [];

        return await explainer.ExplainAsync(one.Stream.Stream, one.Text, cancellationToken);
    }

    // First only how long they are, so that no more is read than is looked at.
    private async Task<IReadOnlyList<LogEntry>> EntriesAsync(StoredEvent one, CancellationToken cancellationToken)
    {
        var log = db.Log.AsNoTracking()
            .Where(entry => entry.Stream == one.Stream.Stream.Id && entry.Sequence <= one.Sequence);
        var sizes = await log.OrderByDescending(entry => entry.Sequence).Take(CompareEvent.MostEvents + 1)
            .Where(entry => entry.Sequence + entry.Length > one.Sequence - CompareEvent.MostEvents)
            .Select(entry => new { entry.Sequence, Bytes = entry.Texts.Length })
            .OrderByDescending(entry => entry.Sequence)
            .ToListAsync(cancellationToken);
        var (first, bytes) = (one.Sequence, 0L);
        foreach (var size in sizes)
        {
            if (bytes > CompareEvent.MostBytes) break;
            bytes += size.Bytes;
            first = size.Sequence;
        }

        return await log.Where(entry => entry.Kind == LogEntryKind.Events && entry.Sequence >= first)
            .OrderBy(entry => entry.Sequence)
            .ToListAsync(cancellationToken);
    }
}
