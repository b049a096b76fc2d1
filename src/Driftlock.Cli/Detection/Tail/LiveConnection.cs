using System.Net.ServerSentEvents;
using System.Text.Json;
using Driftlock.Cli.Detection.Remote;

namespace Driftlock.Cli.Detection.Tail;

/// <summary>One connection to the live stream, until it is lost.</summary>
internal sealed class LiveConnection : IAsyncDisposable
{
    /// <summary>
    /// Without a word for so long the connection is lost, though nobody has closed it: the service says every 15
    /// seconds that it lives.
    /// </summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    private readonly HttpResponseMessage response;
    private readonly Stream body;
    private readonly SseParser<StoredAnomaly?> parser;
    private readonly IAsyncEnumerator<SseItem<StoredAnomaly?>> events;

    private LiveConnection(HttpResponseMessage response, Stream body, CancellationToken cancellationToken)
    {
        (this.response, this.body) = (response, body);
        parser = SseParser.Create(body, Parse);
        events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The place after everything that has come; none before the first word.</summary>
    public string? Place => parser.LastEventId.Length == 0 ? null : parser.LastEventId;

    /// <summary>How long the service wants to be let alone before somebody comes back.</summary>
    public TimeSpan? ComeBackAfter =>
        parser.ReconnectionInterval == Timeout.InfiniteTimeSpan ? null : parser.ReconnectionInterval;

    public static async Task<LiveConnection> OverAsync(
        HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new LiveConnection(response, new AttentiveStream(content, LongestSilence, clock), cancellationToken);
    }

    /// <summary>The next anomaly, or none when the connection is lost.</summary>
    public async Task<StoredAnomaly?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await events.MoveNextAsync())
            {
                if (events.Current.Data is { } anomaly) return anomaly;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException or JsonException)
        {
            // However it ended: whoever comes back with the place misses nothing.
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync();
        await body.DisposeAsync();
        response.Dispose();
    }

    private static StoredAnomaly? Parse(string type, ReadOnlySpan<byte> data) =>
        type == "anomaly" ? JsonSerializer.Deserialize(data, RemoteJson.Default.StoredAnomaly) : null;
}
