using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>One incident: the flagged events of one kind that came within the refractory span of each other.</summary>
public sealed class AnomalyGroup
{
    /// <summary>How long after its last event an incident takes another one; then a new one begins.</summary>
    public static readonly TimeSpan RefractorySpan = TimeSpan.FromMinutes(10);

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>The kind: a digest of the events' masked form.</summary>
    public required string Kind { get; init; }

    /// <summary>When its first event was found.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When its newest event was found.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Its events.</summary>
    public int Count { get; private set; }

    /// <summary>Takes one more event.</summary>
    public void Add(DateTimeOffset at) => (LastAt, Count) = (at, Count + 1);
}
