using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Application.Detection;

/// <summary>
/// Finds streams with what decides how many events they take. A stream that is ready is remembered for a moment: what
/// this node changes of it counts at once, what another one changes two seconds later.
/// </summary>
public interface IStreamStandings
{
    /// <summary>The stream with that id or slug as it stands on this day; none if there is no such.</summary>
    Task<StreamStanding?> FindAsync(
        OrganizationId organization, string idOrSlug, DateOnly today, CancellationToken cancellationToken);

    /// <summary>A stream was changed or is gone: none is remembered from before.</summary>
    void Forget();
}

/// <summary>A stream, and how much it and its organization take at this moment.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="End">Where its log ends, or ended a moment ago.</param>
/// <param name="EventsNeeded">Events that its baseline still needs.</param>
/// <param name="TaughtToday">Bytes of all streams of the organization that were taught for nothing this day.</param>
/// <param name="Older">Streams of the organization that are older.</param>
public sealed record StreamStanding(EventStream Stream, long End, int EventsNeeded, long TaughtToday, int Older)
{
    /// <summary>It was found a moment ago; the stream may be gone since.</summary>
    public bool IsRemembered { get; init; }
}
