namespace Driftlock.Testing.Crashes;

/// <summary>What was done to an installation, and what did not hold behind it.</summary>
/// <param name="Answers">Requests answered.</param>
/// <param name="Events">Events of the shared stream among them.</param>
/// <param name="Anomalies">Its anomalies that were answered.</param>
/// <param name="Breaches">None is as it should be.</param>
public sealed record CrashReport(int Answers, int Events, int Anomalies, IReadOnlyList<string> Breaches);

/// <summary>
/// Clients work on an installation while its service dies again and again by <c>kill -9</c> and is started again. Behind
/// each death every invariant has to hold; in the end what was answered is there once, and the stream is what a service
/// that never died makes of the same requests.
/// </summary>
/// <param name="installation">A fresh one.</param>
/// <param name="seed">Decides what is sent.</param>
public sealed class CrashRun(Installation installation, ulong seed) : IAsyncDisposable
{
    private static readonly TimeSpan LongestWay = TimeSpan.FromMinutes(2);

    private readonly RestartedService service = new(installation.ConnectionString);
    private readonly Aftermath aftermath = new(installation);

    /// <summary>Does all strikes, one after the other.</summary>
    /// <param name="strikes">What is done.</param>
    /// <param name="told">Is told each one and what did not hold behind it.</param>
    public async Task<CrashReport> RunAsync(IEnumerable<Strike> strikes, Action<Strike, IReadOnlyList<string>> told)
    {
        var client = new PatientClient([service], installation.Key);
        var traffic = new StreamTraffic(client, seed);
        await service.StartAsync();
        await traffic.TeachAsync();
        using var stop = new CancellationTokenSource();
        var running = traffic.RunAsync(stop.Token);
        var breaches = new List<string>();
        // A client that gave up says more than a place that nobody came to.
        foreach (var strike in strikes.TakeWhile(_ => !running.IsFaulted))
        {
            var found = await DoAsync(strike);
            told(strike, found);
            breaches.AddRange(found);
        }

        await service.StartAsync();
        await stop.CancelAsync();
        await running;
        await traffic.AnchorAsync(StreamTraffic.Stream);
        await using var twin = new Twin(installation, client);
        await twin.LiveAsync();
        await aftermath.SettleAsync();
        breaches.AddRange(await aftermath.BreachesAsync());
        breaches.AddRange(await aftermath.DifferencesAsync(traffic));
        breaches.AddRange(await twin.DifferencesAsync());
        await installation.ProveFilesAsync();
        return new CrashReport(client.Answers, traffic.Texts.Count, traffic.Anomalies.Count, breaches);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await aftermath.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> DoAsync(Strike strike)
    {
        var process = await service.StartAsync(strike.Fault);
        try
        {
            if (strike.Fault is null) await Task.Delay(strike.After);
            else await process.Ended.WaitAsync(LongestWay);
        }
        catch (TimeoutException)
        {
            return [$"nobody comes to {strike.Name}"];
        }

        await process.KillAsync();
        await installation.EndLeasesAsync();
        return await aftermath.BreachesAsync();
    }
}
