namespace Sapphire.Actors.Privacy;

/// <summary>A request may not go out. The message and the detail are for people.</summary>
public sealed class OutboundBlockedException : HttpRequestException
{
    private OutboundBlockedException(string message, string detail)
        : base(message) => Detail = detail;

    /// <summary>What to do next.</summary>
    public string Detail { get; }

    /// <summary>The one within an exception; null when there is none.</summary>
    public static OutboundBlockedException? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is OutboundBlockedException blocked)
            {
                return blocked;
            }
        }

        return null;
    }

    internal static OutboundBlockedException ByPrivacy(string host, bool ofChat) => ofChat
        ? new($"This chat is private: {host} is not asked.", "Choose a model of this machine, give the chat a prompt that is not private, or add the network to those of privacy mode in the settings.")
        : new($"Privacy mode is on: {host} is not asked.", "Choose a model of this machine, switch privacy mode off, or add its network to those of privacy mode in the settings.");

    internal static OutboundBlockedException NotNear(string host) =>
        new($"{host} is taken for a name of your own network, but is not there: it is not asked around the SOCKS5 proxy.", "Enter the server's full name, so that the proxy looks it up, or its address.");

    internal static OutboundBlockedException ByPrivacyNow() =>
        new("Privacy mode was switched on: the connection was ended.", "What came until then is kept.");

    internal static OutboundBlockedException ByChange() =>
        new("The way out was changed: the connection was ended.", "Try again.");

    internal static OutboundBlockedException ByProxy() =>
        new("The SOCKS5 proxy is switched on, but has no address: nothing goes out.", "Enter its host and port on the Models page, or switch it off.");

    internal static OutboundBlockedException ProxyAway(SocksProxy proxy) =>
        new($"The SOCKS5 proxy at {proxy} cannot be reached: nothing goes out.", "Start it, or check its address on the Models page.");

    internal static OutboundBlockedException ProxySilent(SocksProxy proxy) =>
        new(FormattableString.Invariant($"The SOCKS5 proxy at {proxy} did not connect within {proxy.Timeout.TotalSeconds:0.#} seconds: nothing goes out."), "Try again, or give it more time on the Models page.");

    internal static OutboundBlockedException ProxyClosed(SocksProxy proxy) =>
        new($"The SOCKS5 proxy at {proxy} closed the connection: nothing goes out.", "Look at its log, and test it on the Models page.");

    internal static OutboundBlockedException ProxyRefuses(string what) =>
        new(what, "Nothing goes out around the proxy. Check its address, user and password on the Models page.");
}
