using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>Takes what is sent by OTLP over HTTP. Texts stand in protobuf as they are, so they can be looked for.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentBag<(string Path, byte[] Body)> taken = [];

    public Collector()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        listener.Prefixes.Add($"{Address}/");
        listener.Start();
        _ = TakeAsync();
    }

    public string Address { get; }

    /// <summary>What a service has in its environment that is to send to here.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public string Traces => TextOf("/v1/traces");

    public string Metrics => TextOf("/v1/metrics");

    public void Dispose() => listener.Close();

    private string TextOf(string path) => string.Join(
        '\n', taken.Where(sent => sent.Path == path).Select(sent => Encoding.Latin1.GetString(sent.Body)));

    private async Task TakeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            taken.Add((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }
}
