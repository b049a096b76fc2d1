using System.Net;
using System.Net.Sockets;

namespace Driftlock.EndToEnd.Tests.Shared;

/// <summary>
/// Stands between a command and the service. What goes through it can fall silent, as behind a router that forgot the
/// connection: it stays open, and nothing comes any more.
/// </summary>
internal sealed class SilentProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri service;
    private volatile CancellationTokenSource open = new();

    public SilentProxy(string service)
    {
        this.service = new Uri(service);
        listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Connections that are open now fall silent; new ones do not.</summary>
    public void Silence() => Interlocked.Exchange(ref open, new CancellationTokenSource()).Cancel();

    public void Dispose()
    {
        listener.Dispose();
        open.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ForwardAsync(await listener.AcceptTcpClientAsync(), open.Token);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient caller, CancellationToken silence)
    {
        using (caller)
        using (var answerer = new TcpClient())
        {
            await answerer.ConnectAsync(service.Host, service.Port, CancellationToken.None);
            var (near, far) = (caller.GetStream(), answerer.GetStream());
            await Task.WhenAll(CopyAsync(near, far, silence), CopyAsync(far, near, silence));
        }
    }

    // In silence it goes on reading: a pipe that is full is another fault, which the sender would see.
    private static async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken silence)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReadAsync(buffer, CancellationToken.None) is > 0 and var length)
            {
                if (!silence.IsCancellationRequested) await to.WriteAsync(buffer.AsMemory(0, length), CancellationToken.None);
            }

            if (!silence.IsCancellationRequested) to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }
}
