using System.Net;

namespace Sapphire.Actors.Privacy;

/// <summary>What may go out, and how.</summary>
/// <param name="Private">Only <paramref name="Allowed"/> is reached.</param>
/// <param name="Allowed">What is reached in privacy mode.</param>
/// <param name="Socks">What other networks are reached through; null reaches them directly.</param>
public sealed record OutboundRules(bool Private, NetworkList Allowed, SocksProxy? Socks)
{
    /// <summary>Everything goes out directly.</summary>
    public static readonly OutboundRules Open = new(false, NetworkList.Home, null);

    /// <summary>Privacy is that of a private chat, not of the switch. Only what people are told differs.</summary>
    public bool OfChat { get; init; }

    /// <summary>The same for a private chat: as in privacy mode.</summary>
    public OutboundRules ForPrivateChat() => Private ? this : this with { Private = true, OfChat = true };

    /// <summary>True when a host is reached through the SOCKS5 proxy and in no other way.</summary>
    public bool GoesThroughProxy(string host) => !Private && Socks is not null && !IsNear(host);

    /// <summary>Why a host may not be asked, as far as its name tells; null when it may.</summary>
    public OutboundBlockedException? Blocks(string host)
    {
        host = host.Trim('[', ']');
        if (Private)
        {
            bool permitted = IPAddress.TryParse(host, out IPAddress? address) ? Allowed.Permits(address) : IsThisMachine(host) || Allowed.Names(host);
            return permitted ? null : OutboundBlockedException.ByPrivacy(host, OfChat);
        }

        return Socks is { } socks && socks.Address is null && !IsNear(host) ? OutboundBlockedException.ByProxy() : null;
    }

    /// <summary>True when a host is reached without the proxy: it is this machine, or by its address or name in its own network.</summary>
    public static bool IsNear(string host)
    {
        host = host.Trim('[', ']');
        return IPAddress.TryParse(host, out IPAddress? address)
            ? IsNear(address)
            : IsThisMachine(host) || !host.Contains('.', StringComparison.Ordinal) || host.TrimEnd('.').EndsWith(".local", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for an address of this machine or its own network.</summary>
    public static bool IsNear(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4
            ? bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254)
            : address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
    }

    /// <summary>True for the name of this machine.</summary>
    internal static bool IsThisMachine(string host) =>
        host.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
