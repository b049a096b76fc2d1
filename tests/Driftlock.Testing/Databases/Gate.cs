using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Driftlock.Testing.Databases;

/// <summary>A way to a database that a test can shut: whoever is connected is cut off, and nobody gets in any more.</summary>
public sealed class Gate : IAsyncDisposable
{
    private readonly ConcurrentBag<TcpClient> passing = [];
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder target;
    private volatile bool shut;

    /// <summary>Open at first.</summary>
    public Gate(string connectionString)
    {
        target = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        }.ConnectionString;
        _ = LetInAsync();
    }

    /// <summary>To the database, through here.</summary>
    public string ConnectionString { get; }

    /// <summary>From now on the database is away.</summary>
    public void Shut()
    {
        shut = true;
        foreach (var client in passing) client.Dispose();
    }

    /// <summary>The database is back.</summary>
    public void Open() => shut = false;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Shut();
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task LetInAsync()
    {
        try
        {
            while (true) _ = PassAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var _ = client;
        if (shut) return;

        using var server = new TcpClient();
        passing.Add(client);
        passing.Add(server);
        try
        {
            await server.ConnectAsync(target.Host!, target.Port);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut off.
        }
    }
}
