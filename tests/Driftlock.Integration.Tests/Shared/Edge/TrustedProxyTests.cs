using System.Net;
using System.Net.Http.Json;
using Driftlock.Api.Shared.Edge;
using Microsoft.AspNetCore.Hosting;

namespace Driftlock.Integration.Tests.Shared.Edge;

/// <summary>Whom a request counts for behind proxies: the addresses of documentation (RFC 5737) are callers.</summary>
public sealed class TrustedProxyTests(BehindProxies api) : IClassFixture<BehindProxies>
{
    private const int RatePerMinute = 10;

    [Fact]
    public async Task P_14_What_a_caller_puts_at_the_beginning_of_the_chain_counts_for_nothing()
    {
        for (var i = 0; i < RatePerMinute; i++)
        {
            (await Ask("10.9.0.1", $"203.0.113.{i}, 198.51.100.1")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await Ask("10.9.0.1", "203.0.113.99, 198.51.100.1")).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await Ask("10.9.0.1", "198.51.100.2")).StatusCode.Should().Be(HttpStatusCode.OK, "that is another caller");
    }

    [Fact]
    public async Task P_14_A_chain_is_believed_as_far_as_trusted_proxies_wrote_it()
    {
        for (var i = 0; i < RatePerMinute; i++)
        {
            (await Ask("10.9.0.1", "203.0.113.7, 198.51.100.3, 10.9.7.7, 192.0.2.44")).StatusCode
                .Should().Be(HttpStatusCode.OK);
        }

        (await Ask("192.0.2.44", "198.51.100.3")).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await Ask("10.9.0.1", "198.51.100.3, 192.0.2.45")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task P_14_Who_is_no_trusted_proxy_speaks_for_himself()
    {
        for (var i = 0; i < RatePerMinute; i++)
        {
            (await Ask("198.51.100.9", $"203.0.113.{i}")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await Ask("198.51.100.9", "203.0.113.200")).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task P_14_A_chain_that_cannot_be_read_is_the_proxys_own()
    {
        for (var i = 0; i < RatePerMinute; i++) await Ask("10.9.5.5", $"nonsense-{i}");

        (await Ask("10.9.5.5", "more nonsense")).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("::/0", false)]
    [InlineData("proxy.example.org", false)]
    [InlineData("", false)]
    public void A_proxy_is_an_address_or_a_network_and_never_everybody(string text, bool can) =>
        TrustedProxies.CanBeOne(text).Should().Be(can);

    [Fact]
    public async Task Connections_of_a_trusted_proxy_are_not_counted()
    {
        var open = new List<System.Net.Sockets.TcpClient>();
        for (var i = 0; i < 4; i++)
        {
            open.Add(await api.ConnectAsync());
            await open[i].GetStream().WriteAsync("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

            (await RawCall.ReadAsync(open[i].GetStream())).Status.Should().Be(200);
        }

        open.ForEach(client => client.Dispose());
    }

    private async Task<HttpResponseMessage> Ask(string from, string chain)
    {
        var caller = api.CallerAt(IPAddress.Parse(from));
        caller.DefaultRequestHeaders.Add("X-Forwarded-For", chain);
        return await caller.PostAsJsonAsync(Calls.Demo, new { events = new[] { "one" } });
    }
}

/// <summary>A server behind a network of proxies and one more, where every other address may have two connections.</summary>
public sealed class BehindProxies : ApiFixture
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Edge:TrustedProxies:0", "10.9.0.0/16");
        builder.UseSetting("Edge:TrustedProxies:1", "192.0.2.44");
        builder.UseSetting("Edge:TrustedProxies:2", "127.0.0.1");
        builder.UseSetting("Edge:TrustedProxies:3", "::1");
        builder.UseSetting("Edge:ConnectionsPerAddress", "2");
    }
}
