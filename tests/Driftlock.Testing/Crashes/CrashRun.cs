using System.Diagnostics;

namespace Driftlock.Testing.Crashes;

/// <summary>One strike as it went.</summary>
/// <param name="Strike">What was tried.</param>
/// <param name="Breaches">What did not hold behind it; none is as it should be.</param>
public sealed record Struck(Strike Strike, IReadOnlyList<string> Breaches);

/// <summary>
/// Clients work on a stream while the service dies again and again, and is started again. Behind each death every
/// invariant has to hold; in the end everything that was answered is there once, and the stream is what one process that
/// nothing happened to makes of the same requests.
/// </summary>
public sealed class CrashRun(Installation installation, ulong seed) : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private const int AnswersAfterRecovery = 5;
    private const int KilledBySignal = 137;

    private readonly RestartedService service = new(installation.ConnectionString);
    private readonly Aftermath aftermath = new(installation);

    /// <summary>Does them all, one after the other.</summary>
    /// <param name="strikes">What is tried.</param>
    /// <param name="report">Is told each one.</param>
    /// <returns>What was not right in the end.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(IEnumerable<Strike> strikes, Action<Struck> report)
    {
        var client = new PatientClient([service], installation.Key);
        var traffic = new StreamTraffic(client, seed);
        await service.StartAsync();
        await traffic.TeachAsync();
        using var stop = new CancellationTokenSource();
        var running = traffic.RunAsync(stop.Token);
        try
        {
            foreach (var strike in strikes)
            {
                // A client that gave up says more than a place that nobody came to.
                if (running.IsFaulted) break;

                report(new Struck(strike, await DoAsync(strike, client)));
            }

            await service.StartAsync();
        }
        finally
        {
            await stop.CancelAsync();
        }

        await running;
        await client.PostAsync($"/api/v1/streams/{StreamTraffic.Stream}/anchor", new System.Text.Json.Nodes.JsonObject());
        await aftermath.SettleAsync();
        return [.. await aftermath.BreachesAsync(), .. await aftermath.DifferencesAsync(traffic)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await aftermath.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> DoAsync(Strike strike, PatientClient client)
    {
        var found = strike switch
        {
            Strike.AtPoint { Point: var point } at when FaultPoints.IsOfCommands(point) => await BreakCommandAsync(at),
            Strike.AtPoint at => await BreakServiceAsync(at),
            Strike.OfService random => await KillAsync(random),
            Strike.OfDatabase random => await CrashDatabaseAsync(random, client),
            _ => throw new InvalidOperationException($"An unknown strike {strike}."),
        };
        return [.. found, .. await aftermath.BreachesAsync()];
    }

    private async Task<IReadOnlyList<string>> BreakServiceAsync(Strike.AtPoint at)
    {
        var process = await service.StartAsync($"{at.Point}:{at.Time}");
        try
        {
            await process.Ended.WaitAsync(LongestWait);
            return [];
        }
        catch (TimeoutException)
        {
            return [$"nobody comes to {at.Point} for the {at.Time}. time"];
        }
    }

    private async Task<IReadOnlyList<string>> BreakCommandAsync(Strike.AtPoint at)
    {
        string[] command = ["keys", "issue", "--organization", "crashed", "--scopes", "detect", "--name", at.Point];
        var (killed, _) = await ServiceProcess.RunAsync(installation.ConnectionString, at.Point, command);
        var (repeated, said) = await ServiceProcess.RunAsync(installation.ConnectionString, fault: null, command);
        return
        [
            .. killed == KilledBySignal ? Array.Empty<string>() : [$"nobody comes to {at.Point}"],
            .. repeated == 0 ? Array.Empty<string>() : [said],
        ];
    }

    private async Task<IReadOnlyList<string>> KillAsync(Strike.OfService random)
    {
        var process = await service.StartAsync();
        await Task.Delay(random.After);
        await process.KillAsync();
        return [];
    }

    // The service has to find its way back by itself.
    private async Task<IReadOnlyList<string>> CrashDatabaseAsync(Strike.OfDatabase random, PatientClient client)
    {
        await service.StartAsync();
        await Task.Delay(random.After);
        await installation.Cluster.CrashAsync();
        var before = client.Answers;
        for (var waited = Stopwatch.StartNew(); client.Answers < before + AnswersAfterRecovery;
            await Task.Delay(BetweenLooks))
        {
            if (waited.Elapsed > LongestWait) return ["the service does not find its database again"];
        }

        return [];
    }
}
