using System.Net;

namespace Sapphire.Actors.Privacy;

/// <summary>The proxy that the environment names, for requests that neither privacy mode nor the SOCKS5 proxy of the settings has a say in.</summary>
internal sealed class OutboundProxy(OutboundGate gate, bool inPrivacy) : IWebProxy, ICredentials
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
        return IsOut(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);
    }

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IsOut(host) || HttpClient.DefaultProxy.IsBypassed(host);
    }

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType) => HttpClient.DefaultProxy.Credentials?.GetCredential(uri, authType);

    private bool IsOut(Uri destination)
    {
        OutboundRules rules = gate.RulesFor(inPrivacy);
        return rules.Private || rules.Socks is not null || destination.IsLoopback;
    }
}
