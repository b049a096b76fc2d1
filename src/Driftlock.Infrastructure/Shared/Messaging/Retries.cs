namespace Driftlock.Infrastructure.Shared.Messaging;

/// <summary>When a message that failed is tried again, and when no more: after about two hours.</summary>
internal static class Retries
{
    /// <summary>After as many failures a message is parked.</summary>
    public const int MostAttempts = 20;

    /// <summary>The wait after the first failure; it doubles with each further one.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The time of the next attempt, or null if there is none.</summary>
    /// <param name="message">The message: the random part of its id spreads those that failed together.</param>
    /// <param name="failures">Attempts that failed, this one among them: from 1.</param>
    /// <param name="now">When it failed.</param>
    public static DateTimeOffset? Next(Guid message, int failures, DateTimeOffset now)
    {
        if (failures >= MostAttempts) return null;

        var wait = Math.Min(First.TotalSeconds * Math.Pow(2, failures - 1), Longest.TotalSeconds);
        var spread = (1 + (message.ToByteArray()[^1] / 255.0)) / 2;
        return now + TimeSpan.FromSeconds(wait * spread);
    }
}
