namespace Sapphire.Actors.Privacy;

/// <summary>A SOCKS5 proxy. Names are looked up by the proxy, not here.</summary>
/// <param name="Host">Its name or address; empty when it is wanted but not known, so that nothing goes out.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">Empty when it asks for none.</param>
/// <param name="Password">Never logged.</param>
/// <param name="Timeout">For a connection through it, until it stands.</param>
public sealed record SocksProxy(string Host, int Port, string User, string Password, TimeSpan Timeout)
{
    /// <summary>The proxy for an HTTP client; null where its address is not known.</summary>
    public Uri? Address => Host.Length > 0 && Uri.CheckHostName(Host) is not UriHostNameType.Unknown ? new UriBuilder("socks5", Host, Port).Uri : null;

    /// <summary>The address, without user and password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
