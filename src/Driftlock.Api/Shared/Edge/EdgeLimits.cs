using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Driftlock.Api.Shared.Edge;

/// <summary>What the socket server takes before anything of ours sees it, and how much of it.</summary>
internal static class EdgeLimits
{
    /// <summary>Bytes of a body, as sent and as decoded.</summary>
    public const int LargestBody = 10 << 20;

    private const int LargestHeaders = 16 << 10;
    private const int MostHeaders = 64;
    private const int LargestRequestLine = 8 << 10;
    private const int MostConnections = 4096;
    private const double SlowestBodyBytesPerSecond = 240;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(10);

    public static void AddEdge(this WebApplicationBuilder builder)
    {
        // Both are read once, so they are set before the first use. A bare line feed ends no header line, and a
        // compressed body that breaks off is damaged.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", isEnabled: true);
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

        builder.Services.AddOptions<EdgeOptions>().BindConfiguration(EdgeOptions.Section)
            .ValidateDataAnnotations()
            .Validate(EdgeOptions.OriginsAreExplicit, EdgeOptions.OriginForm)
            .Validate(options => options.TrustedProxies.All(TrustedProxies.CanBeOne), EdgeOptions.ProxyForm)
            .ValidateOnStart();
        builder.Services.AddSingleton<TrustedProxies>();
        builder.Services.AddSingleton<ConnectionsPerAddress>();
        builder.WebHost.ConfigureKestrel((_, options) =>
        {
            options.AddServerHeader = false;
            Limit(options.Limits);
            options.ConfigureEndpointDefaults(listen =>
                listen.Use(options.ApplicationServices.GetRequiredService<ConnectionsPerAddress>().Limit));
        });
        builder.Services.AddRequestDecompression(options =>
        {
            var taken = options.DecompressionProviders.Keys.Except(MessageForm.Encodings).ToList();
            foreach (var encoding in taken) options.DecompressionProviders.Remove(encoding);
        });
        builder.Services.AddExplicitOrigins();
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestHeadersTotalSize = LargestHeaders;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.MaxRequestLineSize = LargestRequestLine;
        limits.MaxRequestBodySize = LargestBody;
        limits.MaxConcurrentConnections = MostConnections;
        limits.RequestHeadersTimeout = LongestHeaders;
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestBodyBytesPerSecond, Grace);
    }
}
