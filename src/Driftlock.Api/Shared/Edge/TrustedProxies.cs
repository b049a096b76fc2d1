using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// The proxies that say truly for whom they ask. A chain of addresses is believed from its end, as far as they wrote it;
/// what a caller put at its beginning never counts.
/// </summary>
internal sealed class TrustedProxies(IOptions<EdgeOptions> options)
{
    private readonly IReadOnlyList<IPNetwork> networks =
        [.. options.Value.TrustedProxies.Select(text => Read(text)!.Value)];

    /// <summary>Whether the text is an address or a network, and not the one of everybody.</summary>
    public static bool CanBeOne(string text) => Read(text) is { PrefixLength: > 0 };

    public static void Use(IApplicationBuilder app)
    {
        var trusted = app.ApplicationServices.GetRequiredService<TrustedProxies>().networks;
        // With an empty list the framework would believe everybody.
        if (trusted.Count == 0) return;

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    public bool Include(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }

    private static IPNetwork? Read(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network) ? network : null;
    }
}
