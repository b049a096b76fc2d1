using Driftlock.Domain.Detection;

namespace Driftlock.Application.Detection;

/// <summary>Finds streams with what decides how many events they take.</summary>
public interface IStreamStandings
{
    /// <summary>The stream with that id or slug as it stands on this day, by one question; none if there is no such.</summary>
    Task<StreamStanding?> FindAsync(string idOrSlug, DateOnly today, CancellationToken cancellationToken);
}

/// <summary>A stream, and how much it and its organization take at this moment.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="End">Where its log ends.</param>
/// <param name="EventsNeeded">Events that its baseline still needs.</param>
/// <param name="TaughtToday">Bytes of all streams of the organization that were taught for nothing this day.</param>
/// <param name="Older">Streams of the organization that are older.</param>
public sealed record StreamStanding(EventStream Stream, long End, int EventsNeeded, long TaughtToday, int Older);
