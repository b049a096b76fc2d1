using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>An id that a sender gave to an event: for a day the same one is a duplicate.</summary>
public sealed class ClientId
{
    /// <summary>How long an id is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Longest id, in characters.</summary>
    public const int Longest = 200;

    /// <summary>Whose stream it is.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>The stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>The id as given.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the event that came with it.</summary>
    public required byte[] Content { get; init; }

    /// <summary>When it came, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
