using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>What a server answered to bytes, until it closed the connection or the answer was whole.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body, bool IsClosed)
{
    /// <summary>The code of the problem that it is.</summary>
    public string Code
    {
        get
        {
            Head.Should().Contain("Content-Type: application/problem+json");
            return JsonNode.Parse(Body)!["code"]!.GetValue<string>();
        }
    }
}

/// <summary>Requests as bytes, for what no client would send.</summary>
internal static class RawCall
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<RawAnswer> SendAsync(this ApiFixture api, params byte[][] parts)
    {
        using var client = await api.ConnectAsync();
        var stream = client.GetStream();
        foreach (var part in parts) await WriteAsync(stream, part);
        return await ReadAsync(stream);
    }

    public static Task<RawAnswer> SendAsync(this ApiFixture api, string head, byte[]? body = null) =>
        api.SendAsync(Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n")), body ?? []);

    public static async Task<TcpClient> ConnectAsync(this ApiFixture api)
    {
        using var http = api.CreateClient();
        var client = new TcpClient();
        await client.ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port);
        return client;
    }

    public static async Task<RawAnswer> ReadAsync(NetworkStream stream)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await ReadSomeAsync(stream, buffer, timeout.Token);
            bytes.AddRange(buffer.AsSpan(0, read));
            if (Parse(Encoding.UTF8.GetString([.. bytes]), read == 0) is { } answer) return answer;
        }
    }

    private static RawAnswer? Parse(string text, bool isClosed)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return isClosed ? new RawAnswer(0, text, "", true) : null;

        var (head, body) = (text[..end], text[(end + 4)..]);
        var chunked = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        if (chunked && body.EndsWith("0\r\n\r\n", StringComparison.Ordinal)) (body, isClosed) = (Unchunked(body), true);
        else if (!isClosed && (chunked || body.Length < LengthIn(head))) return null;

        var status = int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return new RawAnswer(status, head, body, isClosed || head.Contains("Connection: close", StringComparison.Ordinal));
    }

    private static int LengthIn(string head) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    private static string Unchunked(string body)
    {
        var parts = body.Split("\r\n");
        return string.Concat(parts.Where((_, index) => index % 2 == 1));
    }

    private static async Task WriteAsync(NetworkStream stream, byte[] part)
    {
        try
        {
            await stream.WriteAsync(part);
        }
        catch (IOException)
        {
            // It has refused before everything was sent; what it said is looked at.
        }
    }

    private static async Task<int> ReadSomeAsync(NetworkStream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
