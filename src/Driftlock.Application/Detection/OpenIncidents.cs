using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>
/// The incidents of a stream that still take events, remembered from turn to turn: only a turn changes them, so they stand
/// as long as this process had every turn.
/// </summary>
public sealed class OpenIncidents
{
    /// <summary>Most that are remembered. Those of a stream that has more are asked for.</summary>
    public const int Most = 4096;

    private Dictionary<string, AnomalyGroup>? byKind;
    private DateTimeOffset crowdedUntil;
    private DateTimeOffset clearedAt;

    /// <summary>How many are remembered.</summary>
    public int Count => byKind?.Count ?? 0;

    /// <summary>Another process had a turn.</summary>
    public void Forget() => byKind = null;

    /// <summary>Those of these kinds that take an event of this moment.</summary>
    public async Task<IReadOnlyList<AnomalyGroup>> FindAsync(
        IDetectionDb db, StreamId stream, IReadOnlyCollection<string> kinds, DateTimeOffset now)
    {
        var since = now - AnomalyGroup.RefractorySpan;
        var open = db.Groups.AsNoTracking().Where(group => group.Stream == stream && group.LastAt > since);
        if (byKind is null && now >= crowdedUntil)
        {
            // Which of too many is all the same; the order is the index's.
            Remember(await open.OrderBy(group => group.Kind).Take(Most + 1).ToListAsync(), now);
        }

        if (byKind is null) return await open.Where(group => kinds.Contains(group.Kind)).ToListAsync();

        return [.. kinds.Select(kind => byKind.GetValueOrDefault(kind)).OfType<AnomalyGroup>()
            .Where(group => group.LastAt > since)];
    }

    /// <summary>Those that begin at this moment.</summary>
    public void Add(IReadOnlyList<AnomalyGroup> begun, DateTimeOffset now)
    {
        if (byKind is null) return;

        foreach (var group in begun) byKind[group.Kind] = group;
        if (byKind.Count <= Most && now - clearedAt < AnomalyGroup.RefractorySpan) return;

        var since = now - AnomalyGroup.RefractorySpan;
        Remember([.. byKind.Values.Where(group => group.LastAt > since)], now);
    }

    private void Remember(List<AnomalyGroup> groups, DateTimeOffset now)
    {
        clearedAt = now;
        var crowded = groups.Count > Most;
        byKind = crowded ? null : new Dictionary<string, AnomalyGroup>(groups.Count, StringComparer.Ordinal);
        if (crowded) crowdedUntil = now + AnomalyGroup.RefractorySpan;
        // Processes whose clocks differ may have begun two of a kind: the newer one goes on.
        else foreach (var group in groups.OrderBy(group => group.LastAt)) byKind![group.Kind] = group;
    }
}
