using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Benchmarks.Http;

/// <summary>A stream with as many events as one body may bring, scored as they come in.</summary>
internal static class LargeStream
{
    public const string Slug = "large";

    private const ulong Seed = 20_261_127;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Sends them all in one body without a key, which is taken in parts; how many were scored.</summary>
    public static async Task<int> FillAsync(RunningService service, int events)
    {
        using var client = service.NewClient();
        client.Timeout = Patience;
        using var body = new PushStreamContent(events);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/streams/{Slug}/events?detect=true", UriKind.Relative), body);
        var said = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK
            ? JsonNode.Parse(said)!["scored"]!.GetValue<int>()
            : throw new InvalidOperationException(said);
    }

    /// <summary>The lines as they are made: all of them together would be more than a hundred megabytes.</summary>
    private sealed class PushStreamContent(int events) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var log = new SyntheticLog(new Chance(Seed));
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
