using System.Net;

namespace Sapphire.Actors.Privacy;

/// <summary>
/// Which proxy a request goes through: none in privacy mode and for one's own network, the SOCKS5 proxy where one is set, else that of the
/// environment, if there is one.
/// </summary>
internal sealed class OutboundProxy(OutboundGate gate) : IWebProxy, ICredentials
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        // Asked once when a client is made: what it gives is asked for each connection.
        get => this;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        OutboundRules rules = gate.Rules;
        return rules.Private || destination.IsLoopback ? null
            : rules.Socks is { } socks ? (OutboundRules.IsNear(destination.IdnHost) ? null : socks.Address)
            : HttpClient.DefaultProxy.GetProxy(destination);
    }

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        OutboundRules rules = gate.Rules;
        return rules.Private || host.IsLoopback || (rules.Socks is null ? HttpClient.DefaultProxy.IsBypassed(host) : OutboundRules.IsNear(host.IdnHost));
    }

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.Scheme != "socks5" ? HttpClient.DefaultProxy.Credentials?.GetCredential(uri, authType)
            : gate.Rules.Socks is { User.Length: > 0 } socks && socks.Address == uri ? new(socks.User, socks.Password)
            : null;
    }
}
