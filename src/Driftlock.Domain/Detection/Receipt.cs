using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>
/// What became of the events of a request that may come again: committed with them, once for each run, so that whoever
/// sends the request again is told the same and nothing is done twice.
/// </summary>
public sealed class Receipt
{
    /// <summary>How long a request may come again, and some more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(48);

    /// <summary>The run of all attempts at the request.</summary>
    public required Guid Run { get; init; }

    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Events that were judged.</summary>
    public required int Scored { get; init; }

    /// <summary>Events that taught.</summary>
    public required int Learned { get; init; }

    /// <summary>Events that had come before.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Places in the request of events whose id came with another event before.</summary>
    public required int[] Refused { get; init; }

    /// <summary>Places in the request of the anomalies, from 0.</summary>
    public required int[] Places { get; init; }

    /// <summary>Ids of the anomalies, in the same order.</summary>
    public required Guid[] Anomalies { get; init; }
}
