using System.Net;
using System.Text.Json.Nodes;

namespace Driftlock.Integration.Tests.Detection;

/// <summary>An event of a live stream as it stands on the wire.</summary>
/// <param name="Type">Its name; a block without one is a comment, or an id alone.</param>
/// <param name="Id">Its id, if it has one.</param>
/// <param name="Data">What it brings.</param>
internal sealed record LiveEvent(string? Type, string? Id, JsonNode? Data)
{
    public string Anomaly => Data!["id"]!.GetValue<string>();
}

/// <summary>Reads a live stream line by line: a parser would swallow the comments.</summary>
internal sealed class LiveReader : IDisposable
{
    public const string Path = "/api/v1/anomalies/stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage response;
    private readonly StreamReader lines;

    private LiveReader(HttpResponseMessage response, Stream body) =>
        (this.response, lines) = (response, new StreamReader(body));

    /// <summary>The id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    public static async Task<LiveReader> OpenAsync(HttpClient caller, string filter = "", string? after = null) =>
        await OfAsync(await SendAsync(caller, filter, after));

    public static async Task<LiveReader> OfAsync(HttpResponseMessage response)
    {
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/event-stream");
        var reader = new LiveReader(response, await response.Content.ReadAsStreamAsync());
        // The place where it begins, without an event.
        (await reader.NextAsync()).Should().Match<LiveEvent>(begin => begin.Type == null && begin.Id != null);
        return reader;
    }

    public static Task<HttpResponseMessage> SendAsync(HttpClient caller, string filter = "", string? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path + filter);
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        return caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next block; none when the stream has ended.</summary>
    public async Task<LiveEvent?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var (type, id, data, any) = ((string?)null, (string?)null, (JsonNode?)null, false);
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (any) return new LiveEvent(type, id, data);
                continue;
            }

            any = true;
            var field = line.Split(": ", 2);
            if (field[0] == "event") type = field[1];
            if (field[0] == "id") LastId = id = field[1];
            if (field[0] == "data") data = JsonNode.Parse(field[1]);
        }

        return null;
    }

    /// <summary>The ids of the next anomalies; other events are passed over.</summary>
    public async Task<IReadOnlyList<string>> AnomaliesAsync(int count)
    {
        var found = new List<string>();
        while (found.Count < count)
        {
            var next = await NextAsync();
            next.Should().NotBeNull("{0} of {1} anomalies came", found.Count, count);
            if (next!.Type == "anomaly") found.Add(next.Anomaly);
        }

        return found;
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
