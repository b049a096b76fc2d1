using System.Collections.Concurrent;

namespace Driftlock.Api.Shared.Limits;

/// <summary>So many requests in so much time.</summary>
/// <param name="Name">How the headers call it.</param>
/// <param name="Requests">How many.</param>
/// <param name="Window">In how much time, counted from a caller's first.</param>
internal sealed record Rate(string Name, int Requests, TimeSpan Window);

/// <summary>How a caller stands.</summary>
/// <param name="Rate">Against what.</param>
/// <param name="Remaining">How many are left; negative when this one was too many.</param>
/// <param name="Reset">After how long all are back.</param>
internal readonly record struct RateStanding(Rate Rate, int Remaining, TimeSpan Reset);

/// <summary>
/// Counts requests of callers in this process. Several processes count each for itself, so that a limit holds for each of
/// them.
/// </summary>
internal sealed class RateWindows(TimeProvider clock)
{
    private const int MostCallers = 100_000;
    private const string Others = "";

    private readonly ConcurrentDictionary<(string Rate, string Caller), Window> windows = new();

    public RateStanding Take(Rate rate, string caller)
    {
        if (!windows.TryGetValue((rate.Name, caller), out var window))
        {
            if (windows.Count >= MostCallers) Forget();
            // With no room for another caller those that are too many share one window.
            var key = windows.Count >= MostCallers ? (rate.Name, Others) : (rate.Name, caller);
            window = windows.GetOrAdd(key, _ => new Window());
        }

        return window.Take(rate, clock.GetUtcNow());
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, window) in windows)
        {
            if (window.EndedBefore(now)) windows.TryRemove(key, out _);
        }
    }

    private sealed class Window
    {
        private readonly Lock turn = new();
        private DateTimeOffset end;
        private int taken;

        public bool EndedBefore(DateTimeOffset now)
        {
            lock (turn) return end <= now;
        }

        public RateStanding Take(Rate rate, DateTimeOffset now)
        {
            lock (turn)
            {
                if (end <= now) (end, taken) = (now + rate.Window, 0);
                var remaining = rate.Requests - taken - 1;
                if (remaining >= 0) taken++;
                return new RateStanding(rate, remaining, end - now);
            }
        }
    }
}
