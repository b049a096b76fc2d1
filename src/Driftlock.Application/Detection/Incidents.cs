using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>The incidents of a stream that still take events, and those that begin now.</summary>
internal sealed class Incidents
{
    private readonly Dictionary<string, AnomalyGroup> byKind = new(StringComparer.Ordinal);

    /// <summary>Those that begin now.</summary>
    public List<AnomalyGroup> New { get; } = [];

    /// <summary>Those that go on.</summary>
    public IReadOnlyList<AnomalyGroup> Continued { get; private set; } = [];

    public static async Task<Incidents> OfAsync(
        IDetectionDb db, OpenIncidents open, EventStream stream, IReadOnlyList<string> kinds, DateTimeOffset now)
    {
        var incidents = new Incidents();
        if (kinds.Count == 0) return incidents;

        var distinct = kinds.Distinct().ToArray();
        incidents.Continued = await open.FindAsync(db, stream.Id, distinct, now);
        foreach (var group in incidents.Continued) incidents.byKind[group.Kind] = group;
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
        open.Add(incidents.New, now);
        return incidents;
    }

    public Guid Of(string kind) => byKind[kind].Id;
}
