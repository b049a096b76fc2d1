using System.Collections.Concurrent;
using Driftlock.Application.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Infrastructure.Detection.Streams;

/// <summary>
/// How streams that are ready stood a moment ago, so that most detections do not ask. Nothing is committed by it: where
/// the log ends, and whether the stream is there, is a condition of the commit.
/// </summary>
internal sealed class RememberedStandings(TimeProvider clock)
{
    /// <summary>Most streams remembered; one more, and all are forgotten.</summary>
    public const int Most = 10_000;

    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(OrganizationId, string), Entry> entries = new();

    // Who reads while something is forgotten may have read what was before.
    private long changes;

    /// <summary>Before reading: a ticket for <see cref="Remember"/>.</summary>
    public (long Changes, long AskedAt) Ticket => (Volatile.Read(ref changes), clock.GetTimestamp());

    /// <summary>How it stood, if that still counts: what was taught is of one day.</summary>
    public StreamStanding? Find(OrganizationId organization, string idOrSlug, DateOnly today) =>
        entries.TryGetValue((organization, idOrSlug), out var entry)
        && entry.Day == today
        && entry.Ticket.Changes == Volatile.Read(ref changes)
        && clock.GetElapsedTime(entry.Ticket.AskedAt) < Lifetime
            ? entry.Standing
            : null;

    public void Remember(
        OrganizationId organization,
        string idOrSlug,
        DateOnly today,
        StreamStanding standing,
        (long Changes, long AskedAt) ticket)
    {
        // One that learns its baseline stands elsewhere after every event.
        if (standing.EventsNeeded > 0) return;
        if (entries.Count >= Most) entries.Clear();
        entries[(organization, idOrSlug)] = new Entry(standing with { IsRemembered = true }, today, ticket);
    }

    /// <summary>What was read before counts no more.</summary>
    public void Forget() => Interlocked.Increment(ref changes);

    private sealed record Entry(StreamStanding Standing, DateOnly Day, (long Changes, long AskedAt) Ticket);
}
