using Driftlock.Domain.Detection;
using Microsoft.EntityFrameworkCore;

namespace Driftlock.Application.Detection;

/// <summary>The incidents of a stream that still take events, and those that begin now.</summary>
internal sealed class Incidents
{
    private readonly Dictionary<string, AnomalyGroup> byKind = new(StringComparer.Ordinal);

    /// <summary>Those that begin now.</summary>
    public List<AnomalyGroup> New { get; } = [];

    public static async Task<Incidents> OfAsync(
        IDetectionDb db, EventStream stream, IReadOnlyList<string> kinds, DateTimeOffset now)
    {
        var incidents = new Incidents();
        if (kinds.Count == 0) return incidents;

        var open = now - AnomalyGroup.RefractorySpan;
        var distinct = kinds.Distinct().ToArray();
        var groups = await db.Groups
            .Where(group => group.Stream == stream.Id && distinct.Contains(group.Kind) && group.LastAt > open)
            .ToListAsync();
        foreach (var group in groups) incidents.byKind[group.Kind] = group;
        foreach (var kind in distinct.Where(kind => !incidents.byKind.ContainsKey(kind)))
        {
            var group = new AnomalyGroup
            {
                Id = Guid.CreateVersion7(now),
                Organization = stream.Organization,
                Stream = stream.Id,
                Kind = kind,
                FirstAt = now,
            };
            incidents.byKind[kind] = group;
            incidents.New.Add(group);
        }

        foreach (var kind in kinds) incidents.byKind[kind].Add(now);
        return incidents;
    }

    public Guid Of(string kind) => byKind[kind].Id;
}
