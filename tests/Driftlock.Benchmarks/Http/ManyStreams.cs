namespace Driftlock.Benchmarks.Http;

/// <summary>Ten thousand young streams at once.</summary>
/// <param name="Failed">Requests that were not answered by 200.</param>
/// <param name="PeakBytes">Most memory that the service held meanwhile.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ManyStreams(int Failed, long PeakBytes, TimeSpan Elapsed)
{
    /// <summary>How many streams.</summary>
    public const int Count = 10_000;

    private const int EventsEach = 50;
    private const int AtOnce = 16;

    public static async Task<ManyStreams> RunAsync(RunningService service)
    {
        var lines = new EventBodies();
        using var client = service.NewClient();
        var (failed, start) = (0, TimeProvider.System.GetTimestamp());
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count).Select(stream => lines.Next($"young-{stream}", EventsEach, learn: true)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (body, _) =>
            {
                if (!await DetectLoad.SendAsync(client, body)) Interlocked.Increment(ref failed);
            });
        return new ManyStreams(
            failed, ProcessFigures.PeakMemory(service.ProcessId), TimeProvider.System.GetElapsedTime(start));
    }

    public override string ToString() =>
        $"{Count:N0} of {EventsEach} events: {Failed} failed, at most {PeakBytes >> 20} MiB, {Elapsed.TotalSeconds:0} s";
}
