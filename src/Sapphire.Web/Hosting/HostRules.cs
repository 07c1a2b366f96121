using System.Net;

namespace Sapphire.Web.Hosting;

/// <summary>
/// Which Host and Origin headers are sane. A page of another site can make a browser call us under a name of its own
/// (DNS rebinding): then the Host is that name, and is refused. An IP address cannot be rebound.
/// </summary>
internal static class HostRules
{
    /// <summary>Why a Host is refused; null when it is not.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="host">The header.</param>
    /// <param name="localPort">The port of the connection.</param>
    /// <param name="names">The machine's names.</param>
    public static string? Problem(Listener listener, HostString host, int localPort, IReadOnlyList<string> names)
    {
        if (!host.HasValue || host.Host.Length == 0)
        {
            return "The request names no host.";
        }

        string name = host.Host.TrimEnd('.');
        if (listener == Listener.Loopback)
        {
            return name is "127.0.0.1" or "[::1]" || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                ? (host.Port ?? 80) == localPort ? null : $"This address answers at port {localPort} only."
                : $"This address answers to http://127.0.0.1:{localPort} and http://localhost:{localPort} only.";
        }

        return IPAddress.TryParse(name.Trim('[', ']'), out _) || names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? null
            : "This server does not answer to that host name. Use its IP address or the machine's own name, or add the name to web.host-names in sapphire.conf.";
    }

    /// <summary>True when the Origin header is missing or is the origin that was called.</summary>
    public static bool IsOwnOrigin(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            // Browsers send one with every POST and every WebSocket; programs that send none are held by the CSRF token.
            return true;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && uri.Scheme == request.Scheme
            && string.Equals(uri.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && uri.Port == (request.Host.Port ?? (request.IsHttps ? 443 : 80));
    }
}
