using Driftlock.Domain.Shared;

namespace Driftlock.Domain.Detection;

/// <summary>What detection refuses.</summary>
public static class DetectionErrors
{
    /// <summary>The bytes are not a saved model.</summary>
    public static Error NotAModel { get; } = new(
        ErrorKind.Invalid, "detection.not_a_model", "This is not a saved Driftlock model.");

    /// <summary>The saved model was made by a core that this one does not understand.</summary>
    public static Error ModelOfAnotherVersion { get; } = new(
        ErrorKind.Invalid, "detection.model_version",
        "This saved model was made by another version of Driftlock; teach it again.");

    /// <summary>The saved model contradicts itself.</summary>
    public static Error CorruptedModel { get; } = new(
        ErrorKind.Invalid, "detection.corrupted_model", "This saved model is damaged; teach it again.");

    /// <summary>The native core does not give the answers it must give.</summary>
    public static Error CoreUnusable { get; } = new(
        ErrorKind.Unavailable, "detection.core_unusable", "The detection core failed its self-test on this machine.");

    /// <summary>The organization has no such incident.</summary>
    public static Error NoSuchIncident { get; } = new(
        ErrorKind.NotFound, "detection.no_such_incident", "There is no such incident.");

    /// <summary>The organization has no such stream.</summary>
    public static Error NoSuchStream { get; } = new(
        ErrorKind.NotFound, "detection.no_such_stream", "There is no such stream.");

    /// <summary>The stream does not exist, and the credentials may not create it.</summary>
    public static Error MayNotCreateStream { get; } = new(
        ErrorKind.Forbidden, "detection.may_not_create_stream",
        "There is no such stream, and this key may not create one: it lacks the scope streams:write.");

    /// <summary>The organization follows its anomalies from as many places as it may.</summary>
    public static Error TooManyFollowers { get; } = new(
        ErrorKind.Limited, "detection.too_many_followers",
        "The organization has as many live streams open as it may: close one first.")
    {
        RetryAfter = TimeSpan.FromSeconds(15),
    };

    /// <summary>This process has as many live streams open as it can.</summary>
    public static Error NoRoomToFollow { get; } = new(
        ErrorKind.Unavailable, "detection.no_room_to_follow",
        "This server has as many live streams open as it can: try again soon.")
    {
        RetryAfter = TimeSpan.FromSeconds(15),
    };

    /// <summary>The plan has no room for another stream.</summary>
    public static Error TooManyStreams { get; } = new(
        ErrorKind.Limited, "detection.too_many_streams", "The plan has no room for another stream.")
    {
        RetryAfter = TimeSpan.FromHours(1),
    };

    /// <summary>Another stream of the organization is called so.</summary>
    public static Error SlugTaken { get; } = new(
        ErrorKind.Conflict, "detection.slug_taken", "Another stream has this slug.");

    /// <summary>The stream is over the plan's limit and takes no events.</summary>
    public static Error ReadOnlyStream { get; } = new(
        ErrorKind.Conflict, "detection.read_only_stream", "The stream is over the plan's limit and read-only.");

    /// <summary>Too many requests wait for this stream already.</summary>
    public static Error StreamBusy { get; } = new(
        ErrorKind.Unavailable, "detection.stream_busy", "Too many requests wait for this stream; try again soon.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>The work took so long that its reservation was given up.</summary>
    public static Error TookTooLong { get; } = new(
        ErrorKind.Unavailable, "detection.took_too_long",
        "The detection took longer than its reservation lasts; nothing was stored. Try again.");

    /// <summary>The id came within the last day with another event.</summary>
    public static Error IdReused { get; } = new(
        ErrorKind.Mismatched, "detection.id_reused", "This id came with another event before.");

    /// <summary>The day has no room for more that teaches and is not scored.</summary>
    /// <param name="now">When it was refused; the next day in UTC has room again.</param>
    public static Error TeachingLimit(DateTimeOffset now) => new(
        ErrorKind.Limited, "detection.teaching_limit",
        "The plan has no room for more unscored teaching today; the day ends at midnight UTC.")
    {
        RetryAfter = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime,
    };

    /// <summary>The organization has no such anomaly.</summary>
    public static Error NoSuchAnomaly { get; } = new(
        ErrorKind.NotFound, "detection.no_such_anomaly", "There is no such anomaly.");

    /// <summary>The stream has no such event, or no longer.</summary>
    public static Error NoSuchEvent { get; } = new(
        ErrorKind.NotFound, "detection.no_such_event",
        "The stream has no event with this number: it never came, or the plan keeps it no longer.");

    /// <summary>The baseline is not complete, so there is nothing to freeze.</summary>
    public static Error StillLearning { get; } = new(
        ErrorKind.Conflict, "detection.still_learning", "The stream is still learning its baseline.");
}
