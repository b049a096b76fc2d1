namespace Driftlock.Api.Keys.Console;

/// <summary>What the page Quick start gives to run: a test takes each block from the page and runs it.</summary>
internal static class QuickStartBlocks
{
    private const string Authorization = """-H "Authorization: Bearer $DRIFTLOCK_API_KEY" """;

    /// <summary>
    /// Where the service answers, as the browser came here. What is no name or address of a host has no place in a shell.
    /// </summary>
    public static string OriginOf(HttpRequest request)
    {
        var host = Uri.CheckHostName(request.Host.Host.Trim('[', ']')) == UriHostNameType.Unknown
            ? new HostString("localhost", request.HttpContext.Connection.LocalPort)
            : request.Host;
        return $"{request.Scheme}://{host.ToUriComponent()}";
    }

    /// <summary>The address and the key for all that follows; without a key the one that is pasted.</summary>
    public static string Settings(string origin, string? secret) => secret is null
        ? $"""
        export DRIFTLOCK_URL={origin}
        read -rs DRIFTLOCK_API_KEY; export DRIFTLOCK_API_KEY
        """
        : $"""
        export DRIFTLOCK_URL={origin}
        export DRIFTLOCK_API_KEY={secret}
        """;

    public static string Events(string origin) => $$"""
        seq 500 | awk '{ print "GET /orders/" $1, "200 in", $1 * 37 % 90, "ms" }' |
            curl "{{origin}}/api/v1/streams/quick-start/events?detect=true" \
                {{Authorization}}\
                -H 'Content-Type: text/plain' --data-binary @-
        """;

    public static string Detect(string origin) => $$"""
        curl "{{origin}}/api/v1/anomalies/detect" \
            {{Authorization}}\
            -H 'Content-Type: application/json' \
            -d '{"stream": "quick-start", "events": ["POST /orders/501 failed: the disk is full"], "learn": false}'
        """;

    /// <summary>Where the command is in a clone, for the two that follow.</summary>
    public const string Path = "export PATH=\"$PWD/build:$PATH\"";

    /// <summary>By the command, which finds address and key where <see cref="Settings"/> put them.</summary>
    public const string Push = """
        seq 501 600 | awk '{ print "GET /orders/" $1, "200 in", $1 * 37 % 90, "ms" }' |
            driftlock push quick-start --detect
        """;

    /// <summary>By the command too.</summary>
    public const string Tail = "driftlock tail quick-start";

    public static string Live(string origin) => $$"""
        curl -N "{{origin}}/api/v1/anomalies/stream?stream=quick-start" \
            {{Authorization.TrimEnd()}}
        """;
}
