using System.ComponentModel.DataAnnotations;

namespace Driftlock.Api.Shared.Edge;

/// <summary>The section <c>Edge</c> of the configuration.</summary>
internal sealed class EdgeOptions
{
    public const string Section = "Edge";

    public const string OriginForm = "Edge:Origins lists origins like https://console.example.org, without * and path.";

    /// <summary>Whose pages in a browser may call; none unless said.</summary>
    public string[] Origins { get; set; } = [];

    public const string ProxyForm =
        "Edge:TrustedProxies lists addresses and networks like 10.0.0.7 and 10.1.0.0/16, and never everybody.";

    /// <summary>
    /// Whose word on the caller's address is taken (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>): addresses, and
    /// networks with their length. Nobody's unless said.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Open connections of one address; those of trusted proxies are not counted.</summary>
    [Range(1, 4096)]
    public int ConnectionsPerAddress { get; set; } = 512;

    /// <summary>Pages and forms of the console that a person may ask for in a minute; the plan counts none of them.</summary>
    [Range(1, 1_000_000)]
    public int PagesPerMinute { get; set; } = 1200;

    public static bool OriginsAreExplicit(EdgeOptions options) => options.Origins.All(origin =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address.GetLeftPart(UriPartial.Authority) == origin);
}
