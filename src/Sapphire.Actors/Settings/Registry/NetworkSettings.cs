using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>network</c>. User and password of the proxy are secrets and not here.</summary>
public static class NetworkSettings
{
    /// <summary>Whether other machines are reached through a SOCKS5 proxy.</summary>
    public static readonly Setting<bool> SocksEnabled = new("SOCKS_ENABLED", SettingCategory.Network, false)
    {
        Title = "SOCKS5 proxy",
        Help = "Everything that leaves for other networks goes through the proxy, and nowhere when the proxy is away. Machines of the local network are reached directly.",
    };

    /// <summary>The proxy's host.</summary>
    public static readonly Setting<string> SocksHost = new("SOCKS_HOST", SettingCategory.Network, "")
    {
        Title = "Proxy host",
        Help = "Its name or address.",
        MaxLength = 253,
        Check = static host => host.Length == 0 || Uri.CheckHostName(host) != UriHostNameType.Unknown ? null : "Expected the name of a host or an address, without a scheme and without a port.",
    };

    /// <summary>The proxy's port.</summary>
    public static readonly Setting<int> SocksPort = new("SOCKS_PORT", SettingCategory.Network, 1080)
    {
        Title = "Proxy port",
        Help = "Mostly 1080; 9050 for Tor.",
        Least = 1,
        Most = 65535,
    };

    /// <summary>How long a connection through the proxy may take to be made.</summary>
    public static readonly Setting<double> SocksTimeout = new("SOCKS_TIMEOUT", SettingCategory.Network, 10)
    {
        Title = "Proxy time-out",
        Help = "How long a connection through the proxy may take to be made.",
        Least = 0.1,
        Most = 300,
        Unit = "seconds",
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [SocksEnabled, SocksHost, SocksPort, SocksTimeout];
}
