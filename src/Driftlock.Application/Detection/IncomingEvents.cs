using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>Events on their way into a stream, whichever use case brings them.</summary>
/// <param name="Organization">Whose stream it is.</param>
/// <param name="Stream">Id or slug; an unknown slug becomes a new stream where that is allowed.</param>
/// <param name="Events">The events, in their order.</param>
internal sealed record IncomingEvents(OrganizationId Organization, string Stream, IReadOnlyList<IncomingEvent> Events)
{
    /// <summary>Whether they are judged, and metered; as the stream says where nobody else does.</summary>
    public bool? Score { get; init; }

    /// <summary>Whether they teach.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>Name of a profile for these events alone; the stream's own without it.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether the caller may create the stream.</summary>
    public bool MayCreateStream { get; init; }

    /// <summary>The one stream that the caller may touch, if it is bound to one.</summary>
    public StreamId? OnlyStream { get; init; }

    /// <summary>The key or session that asks.</summary>
    public Guid? Credential { get; init; }

    /// <summary>Who asks, as in an audit entry: a stream that is created is its deed.</summary>
    public required string Actor { get; init; }

    /// <summary>The run of a request that may come again.</summary>
    public Guid? Run { get; init; }
}
