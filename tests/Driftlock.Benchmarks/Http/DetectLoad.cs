using System.Net;
using System.Net.Http.Headers;

namespace Driftlock.Benchmarks.Http;

/// <summary>Detections of 100 events over 32 streams that have their baselines.</summary>
internal sealed class DetectLoad : IDisposable
{
    /// <summary>Events of a request.</summary>
    public const int Events = 100;

    /// <summary>Streams that take turns.</summary>
    public const int Streams = 32;

    private const int BaselineRequests = 4;
    private const int Bodies = 6400; // 128 MB, far more lines than any cache of lines holds
    private const int AtOnce = 64;
    private const string Path = "/api/v1/anomalies/detect";

    private readonly HttpClient client;
    private readonly EventBodies lines = new();
    private readonly string kind;
    private readonly byte[][] bodies;
    private int sent;

    /// <summary>Makes the requests, and sends none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="learn">Whether the load teaches, too.</param>
    public DetectLoad(RunningService service, bool learn)
    {
        client = service.NewClient();
        kind = learn ? "learning" : "frozen";
        bodies = [.. Enumerable.Range(0, Bodies).Select(number => lines.Next($"{kind}-{number % Streams}", Events, learn))];
    }

    /// <summary>Teaches the streams.</summary>
    public async Task TeachAsync()
    {
        for (var request = 0; request < Streams * BaselineRequests; request++)
        {
            await SendAsync(client, lines.Next($"{kind}-{request % Streams}", Events, learn: true));
        }
    }

    /// <summary>As many as are answered.</summary>
    public Task<LoadRun> SaturateAsync(TimeSpan duration) => OpenLoop.RunAsync(null, duration, AtOnce, Send);

    /// <summary>At a constant rate.</summary>
    public Task<LoadRun> AtRateAsync(double perSecond, TimeSpan duration) =>
        OpenLoop.RunAsync(perSecond, duration, 8 * AtOnce, Send);

    public void Dispose() => client.Dispose();

    /// <summary>Sends one detection; whether it was answered by 200.</summary>
    public static async Task<bool> SendAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(new Uri(Path, UriKind.Relative), content);
        await answer.Content.CopyToAsync(Stream.Null);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    // Whichever run it is of: the next one goes on where the last one ended.
    private Task<bool> Send(int _) =>
        SendAsync(client, bodies[(uint)Interlocked.Increment(ref sent) % (uint)bodies.Length]);
}
