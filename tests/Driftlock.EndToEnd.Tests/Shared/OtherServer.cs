using System.Net;
using System.Net.Sockets;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>Something that answers every request with a page, as the sign-in of a hotel does.</summary>
internal sealed class OtherServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public OtherServer()
    {
        listener.Start();
        _ = AnswerAsync();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await listener.AcceptTcpClientAsync();
                var stream = caller.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over, or the caller has gone.
        }
    }
}
