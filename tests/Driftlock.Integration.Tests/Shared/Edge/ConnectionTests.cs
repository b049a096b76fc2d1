using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>How many connections an address has.</summary>
public sealed class ConnectionTests(TwoConnections api) : IClassFixture<TwoConnections>
{
    [Fact]
    public async Task One_connection_too_many_is_closed_until_another_ends()
    {
        using var first = await OpenAsync();
        using var second = await OpenAsync();

        (await IsServedAsync(first)).Should().BeTrue();
        (await IsServedAsync(second)).Should().BeTrue();
        (await IsAnotherServedAsync()).Should().BeFalse();
        first.Dispose();

        while (!await IsAnotherServedAsync()) await Task.Yield();
    }

    private async Task<bool> IsAnotherServedAsync()
    {
        try
        {
            using var client = await OpenAsync();
            return await IsServedAsync(client);
        }
        catch (SocketException)
        {
            // Closed before it was wholly open.
            return false;
        }
    }

    private Task<TcpClient> OpenAsync() => api.ConnectAsync();

    private static async Task<bool> IsServedAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        }
        catch (IOException)
        {
            return false;
        }

        return (await RawCall.ReadAsync(client.GetStream())).Status == 200;
    }
}

public sealed class TwoConnections : ApiFixture
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Edge:ConnectionsPerAddress", "2");
    }
}
