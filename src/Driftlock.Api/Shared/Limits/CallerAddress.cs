using System.Net;
using System.Net.Sockets;

namespace Driftlock.Api.Shared.Limits;

/// <summary>
/// Who an address is counted as: that of the connection, never of a header that the caller writes. A household of IPv6
/// has a whole /64.
/// </summary>
internal static class CallerAddress
{
    private const int NetworkBytes = 8;

    public static IPAddress Of(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
