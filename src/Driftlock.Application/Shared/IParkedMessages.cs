using Driftlock.Domain.Shared;

namespace Driftlock.Application.Shared;

/// <summary>The dead letters: messages whose reactions failed until they were given up. An operator decides on each.</summary>
public interface IParkedMessages
{
    /// <summary>Most messages that <see cref="ListAsync"/> tells.</summary>
    const int MostListed = 200;

    /// <summary>The messages that are parked, the oldest first.</summary>
    Task<IReadOnlyList<ParkedMessage>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Has it delivered anew, under the id that it has: what reacted to it already is passed over. Audited. Refused as
    /// <see cref="MessageErrors.NotParked"/>.
    /// </summary>
    Task<Result> RequeueAsync(Guid message, string reason, CancellationToken cancellationToken);

    /// <summary>Drops it for ever. Audited. Refused as <see cref="MessageErrors.NotParked"/>.</summary>
    Task<Result> DiscardAsync(Guid message, string reason, CancellationToken cancellationToken);
}

/// <summary>A message that is parked.</summary>
/// <param name="Id">Its id, the same for all reactions.</param>
/// <param name="Name">The event: <c>detection.detections_settled</c>.</param>
/// <param name="Organization">In which organization it happened.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="ParkedAt">When it was given up.</param>
/// <param name="LastFailure">What it failed on last.</param>
public sealed record ParkedMessage(
    Guid Id, string Name, OrganizationId Organization, int Attempts, DateTimeOffset ParkedAt, string LastFailure);

/// <summary>Refusals about messages.</summary>
public static class MessageErrors
{
    /// <summary>There is no message of that id, or it is not parked.</summary>
    public static Error NotParked { get; } =
        new(ErrorKind.NotFound, "messages.not_parked", "No message of that id is parked.");
}
