namespace Driftlock.Benchmarks.Http;

/// <summary>
/// Requests that arrive at a constant rate, whether or not the ones before are answered, as they do from many callers. A
/// latency counts from the time when the request was due, so that a stall is seen by all that had to wait for it.
/// </summary>
internal static class OpenLoop
{
    /// <summary>Sends until the time is over, and waits for the last answers.</summary>
    /// <param name="perSecond">Arrivals a second; without one the next comes as soon as there is room for it.</param>
    /// <param name="duration">How long requests arrive.</param>
    /// <param name="mostAtOnce">Requests under way at once; one more waits, and its wait counts.</param>
    /// <param name="send">Sends the n-th request; whether it was answered as it should be.</param>
    public static async Task<LoadRun> RunAsync(
        double? perSecond, TimeSpan duration, int mostAtOnce, Func<int, Task<bool>> send)
    {
        var start = TimeProvider.System.GetTimestamp();
        var next = -1;
        var callers = await Task.WhenAll(Enumerable.Range(0, mostAtOnce).Select(_ => Task.Run(CallAsync)));
        return new LoadRun(
            TimeProvider.System.GetElapsedTime(start),
            callers.Sum(caller => caller.Latencies.Count),
            callers.Sum(caller => caller.Failed),
            [.. callers.SelectMany(caller => caller.Latencies).Order()]);

        async Task<(List<TimeSpan> Latencies, int Failed)> CallAsync()
        {
            var (latencies, failed) = (new List<TimeSpan>(), 0);
            while (true)
            {
                var now = TimeProvider.System.GetElapsedTime(start);
                var number = Interlocked.Increment(ref next);
                var due = perSecond is { } rate ? TimeSpan.FromSeconds(number / rate) : now;
                if (due >= duration) return (latencies, failed);

                if (due > now) await Task.Delay(due - now);
                if (await send(number)) latencies.Add(TimeProvider.System.GetElapsedTime(start) - due);
                else failed++;
            }
        }
    }
}
