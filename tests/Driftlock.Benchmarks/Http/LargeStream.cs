using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>A stream of many events, scored as they come in.</summary>
internal static class LargeStream
{
    public const string Slug = "large";

    private const ulong Seed = 20_261_127;
    // As many as the service takes.
    private const int EventsOfOneBody = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Sends them without a key, a million in a body, which is taken in parts; how many were scored.</summary>
    public static async Task<int> FillAsync(RunningService service, int events)
    {
        using var client = service.NewClient();
        client.Timeout = Patience;
        var log = new SyntheticLog(new Chance(Seed));
        var scored = 0;
        for (var left = events; left > 0; left -= EventsOfOneBody)
            scored += await SendAsync(client, log, Math.Min(left, EventsOfOneBody));

        return scored;
    }

    private static async Task<int> SendAsync(HttpClient client, SyntheticLog log, int events)
    {
        using var body = new PushStreamContent(log, events);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/streams/{Slug}/events?detect=true", UriKind.Relative), body);
        var said = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK
            ? JsonNode.Parse(said)!["scored"]!.GetValue<int>()
            : throw new InvalidOperationException(said);
    }

    /// <summary>The lines as they are made: all of them together would be more than a hundred megabytes.</summary>
    private sealed class PushStreamContent(SyntheticLog log, int events) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var line = 0; line < events; line++)
            {
                await stream.WriteAsync(log.NextLine());
                stream.WriteByte((byte)'\n');
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
