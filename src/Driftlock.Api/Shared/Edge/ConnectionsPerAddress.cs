using System.Collections.Concurrent;
using System.Net;
using Driftlock.Api.Shared.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Driftlock.Api.Shared.Edge;

/// <summary>
/// Closes the connections of an address that has enough of them, so that slow ones cannot take them all.
/// </summary>
internal sealed class ConnectionsPerAddress(IOptions<EdgeOptions> options, TrustedProxies proxies)
{
    private readonly ConcurrentDictionary<IPAddress, int> open = new();

    public ConnectionDelegate Limit(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || proxies.Include(address))
        {
            await next(connection);
            return;
        }

        var caller = CallerAddress.Of(address);
        try
        {
            if (open.AddOrUpdate(caller, 1, (_, count) => count + 1) <= options.Value.ConnectionsPerAddress)
            {
                await next(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            var left = open.AddOrUpdate(caller, 0, (_, count) => count - 1);
            // Only if it is still none: another connection may have come meanwhile.
            if (left == 0) open.TryRemove(new KeyValuePair<IPAddress, int>(caller, 0));
        }
    };
}
