using System.Collections.Concurrent;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Billing;

/// <summary>
/// What organizations may use, as read a moment ago: every request asks, to know its rate. A change made by this node counts
/// at once, one made by another after <see cref="Longest"/>. No decision about units is taken from here.
/// </summary>
public sealed class EntitlementsCache(TimeProvider clock)
{
    /// <summary>How long an answer is given again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Most organizations remembered; one more, and all are forgotten.</summary>
    public const int MaximumEntries = 10_000;

    private readonly ConcurrentDictionary<OrganizationId, Entry> entries = new();

    // Who reads while something is forgotten may have read what was before.
    private long changes;

    /// <summary>Before reading: a ticket for <see cref="Remember"/>.</summary>
    internal long Ticket => Volatile.Read(ref changes);

    internal Entitlements? Find(OrganizationId organization) =>
        entries.TryGetValue(organization, out var entry) && clock.GetElapsedTime(entry.ReadAt) < Longest
            ? entry.Entitlements
            : null;

    internal void Remember(OrganizationId organization, Entitlements entitlements, long ticket)
    {
        if (Ticket != ticket) return;
        if (entries.Count >= MaximumEntries) entries.Clear();
        entries[organization] = new Entry(entitlements, clock.GetTimestamp());
        if (Ticket != ticket) entries.TryRemove(organization, out _);
    }

    /// <summary>A reservation tells where the organization stands now; of two that overtake each other the later counts.</summary>
    internal void Note(OrganizationId organization, Usage usage)
    {
        while (entries.TryGetValue(organization, out var entry))
        {
            var known = entry.Entitlements.Usage;
            if (known.PeriodEnd == usage.PeriodEnd && known.Used >= usage.Used) return;

            var noted = entry with { Entitlements = entry.Entitlements with { Usage = usage } };
            if (entries.TryUpdate(organization, noted, entry)) return;
        }
    }

    /// <summary>What was read before counts no more.</summary>
    internal void Forget(OrganizationId organization)
    {
        Interlocked.Increment(ref changes);
        entries.TryRemove(organization, out _);
    }

    private sealed record Entry(Entitlements Entitlements, long ReadAt);
}
