using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>The events of a request that have not come before, as the core takes them, and what became of the others.</summary>
internal sealed class NewEvents
{
    private readonly List<(int Index, IncomingEvent Event)> kept = [];

    /// <summary>The texts of the new events.</summary>
    public EventBatch Batch { get; } = new();

    /// <summary>Ids to be remembered.</summary>
    public List<ClientId> NewIds { get; } = [];

    public List<RefusedEvent> Refused { get; } = [];

    public int Duplicates { get; private set; }

    /// <summary>Same id and same text as one of the last day, or as one before it in the request: a duplicate. Same id and
    /// another text: refused.</summary>
    public static async Task<NewEvents> SortOutAsync(
        IDetectionDb db, EventStream stream, IReadOnlyList<IncomingEvent> events, DateTimeOffset now)
    {
        var given = events.Where(one => one.Id is not null).Select(one => one.Id!).Distinct().ToArray();
        var known = given.Length == 0 ? [] : await KnownAsync(db, stream.Id, given, now);
        var (sorted, seen) = (new NewEvents(), new SeenIds(known));
        for (var index = 0; index < events.Count; index++) sorted.Take(index, events[index], seen, stream, now);
        return sorted;
    }

    /// <summary>Place in the request of the new event at this place.</summary>
    public int IndexOf(int place) => kept[place].Index;

    /// <summary>What the log keeps of them; nothing where nothing is new.</summary>
    /// <param name="stream">Where they go.</param>
    /// <param name="sequence">Number of the first.</param>
    /// <param name="learned">Whether they taught.</param>
    /// <param name="scores">What they cost; none for events that only teach.</param>
    /// <param name="retentionDays">Class of the events.</param>
    /// <param name="now">When.</param>
    /// <param name="flagged">How many are anomalies.</param>
    public LogEntry? ToEntry(
        EventStream stream,
        long sequence,
        bool learned,
        ScoredEvents? scores,
        short retentionDays,
        DateTimeOffset now,
        int flagged)
    {
        if (Batch.Count == 0) return null;

        return new LogEntry
        {
            Organization = stream.Organization,
            Stream = stream.Id,
            Sequence = sequence,
            Length = Batch.Count,
            Kind = LogEntryKind.Events,
            At = now,
            RetentionDays = retentionDays,
            Learned = learned,
            Texts = Batch.Bytes.ToArray(),
            Ends = [.. Batch.Offsets[1..].ToArray().Select(end => (int)end)],
            ClientIds = OrNone(one => one.Id),
            Times = OrNone(one => one.Time),
            Attributes = OrNone(one => one.Attributes),
            Bits = Of(scores, score => score.Bits),
            LeastBits = Of(scores, score => (double?)score.Bits).Min(),
            MostBits = Of(scores, score => (double?)score.Bits).Max(),
            Scores = Of(scores, score => (float)score.Score),
            PValues = Of(scores, score => score.PValue),
            Flags = Of(scores, score => (short)score.Flags),
            Flagged = flagged,
        };
    }

    private T[] Of<T>(ScoredEvents? scores, Func<EventScore, T> value) =>
        scores is null ? [] : [.. Enumerable.Range(0, Batch.Count).Select(place => value(scores[place]))];

    private static async Task<Dictionary<string, byte[]>> KnownAsync(
        IDetectionDb db, StreamId stream, string[] given, DateTimeOffset now)
    {
        var oldest = now - ClientId.Lifetime;
        var stored = db.ClientIds.AsNoTracking().Where(known => known.Stream == stream && given.Contains(known.Id));
        var known = await stored.ToDictionaryAsync(known => known.Id);
        if (known.Values.Any(one => one.At <= oldest))
        {
            // Not cleared away yet, and in the way of the same id that is new again.
            await stored.Where(one => one.At <= oldest).ExecuteDeleteAsync();
        }

        return known.Values.Where(one => one.At > oldest).ToDictionary(one => one.Id, one => one.Content);
    }

    private void Take(int index, IncomingEvent one, SeenIds seen, EventStream stream, DateTimeOffset now)
    {
        var use = seen.Take(one);
        if (use == IdUse.Duplicate) Duplicates++;
        if (use == IdUse.Reused) Refused.Add(new RefusedEvent(index, DetectionErrors.IdReused));
        if (use != IdUse.New) return;

        if (one.Id is { } id)
        {
            NewIds.Add(new ClientId
            {
                Organization = stream.Organization,
                Stream = stream.Id,
                Id = id,
                Content = seen.ContentOf(id),
                At = now,
            });
        }

        Batch.Add(one.Text.Span);
        kept.Add((index, one));
    }

    // Most senders give none of these; then nothing is stored instead of a list of nothings.
    private T[]? OrNone<T>(Func<IncomingEvent, T> value)
    {
        var values = kept.Select(one => value(one.Event)).ToArray();
        return Array.Exists(values, each => each is not null) ? values : null;
    }
}
