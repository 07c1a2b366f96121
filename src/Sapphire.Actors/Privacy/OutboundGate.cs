using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sapphire.Actors.Privacy;

/// <summary>
/// The one way out of this program for HTTP. It judges each request by its host, each new connection by the address that it goes to, and
/// ends the open connections that changed rules do not permit:
/// <code>
/// request ──► host permitted? ──► pool ──► new connection: address permitted? ──► bytes
///                 │ no                          │ no                               │ rules changed
///                 ▼                             ▼                                  ▼
///            OutboundBlockedException, and nothing is sent, not even the question for the host's address
/// </code>
/// Safe for several threads.
/// </summary>
public sealed class OutboundGate
{
    private readonly ConcurrentDictionary<GuardedStream, byte> _open = [];
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Lock _changing = new();
    private OutboundRules _rules;

    /// <summary>Creates the gate.</summary>
    /// <param name="rules">Its first rules; <see cref="OutboundRules.Open"/> where not given.</param>
    /// <param name="resolve">Gives the addresses of a name; the system's resolver where not given.</param>
    public OutboundGate(OutboundRules? rules = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _rules = rules ?? OutboundRules.Open;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
    }

    /// <summary>Raised after the rules have changed, on the thread that changed them.</summary>
    public event Action<OutboundRules>? Changed;

    /// <summary>The rules in force.</summary>
    public OutboundRules Rules => Volatile.Read(ref _rules);

    /// <summary>Changes the rules. When it returns, every connection that they do not permit is closed.</summary>
    public void Change(OutboundRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        lock (_changing)
        {
            if (rules == Rules)
            {
                return;
            }

            Volatile.Write(ref _rules, rules);
            foreach (GuardedStream stream in _open.Keys)
            {
                if (Judge(stream.Address, stream.Proxy, rules) is { } why)
                {
                    stream.Cut(why);
                }
            }
        }

        Changed?.Invoke(rules);
    }

    /// <summary>Why a server may not be asked now; null when it may, as far as its name tells.</summary>
    public OutboundBlockedException? Blocks(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Rules.Blocks(url.IdnHost);
    }

    /// <summary>A client that goes through the gate. It follows no redirect by itself, keeps no cookies and has no overall time limit.</summary>
    /// <param name="connectTimeout">For a connection; 3 s where not given. Through the SOCKS5 proxy its own time-out counts.</param>
    public HttpClient CreateClient(TimeSpan? connectTimeout = null)
    {
        OutboundProxy proxy = new(this);
        return new(new GateHandler(this, Handler(proxy, connectTimeout ?? TimeSpan.FromSeconds(3)), timeout => Handler(proxy, timeout)))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The proxy that a request goes through now; null for none.</summary>
    internal SocksProxy? ProxyFor(Uri url) => Rules is { Private: false, Socks: { } socks } && !url.IsLoopback && !OutboundRules.IsNear(url.IdnHost) ? socks : null;

    private SocketsHttpHandler Handler(OutboundProxy proxy, TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        // A stream that is given up must be closed, not read to its end.
        MaxResponseDrainSize = 4096,
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        Proxy = proxy,
        ConnectCallback = ConnectAsync,
    };

    /// <summary>Whether a connection to an address is permitted: by privacy mode, and that it does not go around the proxy.</summary>
    private static OutboundBlockedException? Judge(IPAddress address, SocksProxy? proxy, OutboundRules rules) =>
        rules.Private ? (proxy is null && rules.Allowed.Permits(address) ? null : OutboundBlockedException.ByPrivacyNow())
        : proxy is not null ? (proxy == rules.Socks ? null : OutboundBlockedException.ByChange())
        : rules.Socks is null || OutboundRules.IsNear(address) ? null
        : OutboundBlockedException.ByChange();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        OutboundRules rules = Rules;
        string host = context.DnsEndPoint.Host;
        // The request was judged by its own host; where the connection goes to the proxy, that is the end that is judged here.
        bool isProxy = rules.Socks is { } socks && string.Equals(socks.Host, host, StringComparison.OrdinalIgnoreCase) && socks.Port == context.DnsEndPoint.Port
            && !string.Equals(context.InitialRequestMessage.RequestUri?.IdnHost, host, StringComparison.OrdinalIgnoreCase);
        SocksProxy? proxy = isProxy ? rules.Socks : null;
        if (proxy is null && rules.Blocks(host) is { } blocked)
        {
            throw blocked;
        }

        IPAddress[] addresses = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal]
            : OutboundRules.IsThisMachine(host) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : await _resolve(host, cancellationToken);
        IPAddress[] permitted = [.. addresses.Where(a => Judge(a, proxy, rules) is null)];
        if (permitted.Length == 0)
        {
            throw rules.Private ? (Exception)OutboundBlockedException.ByPrivacy(host) : addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : OutboundBlockedException.ByChange();
        }

        SocketException? failure = null;
        foreach (IPAddress address in permitted)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                return Register(socket, address, proxy);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw proxy is null ? failure! : OutboundBlockedException.ProxyAway(proxy);
    }

    private GuardedStream Register(Socket socket, IPAddress address, SocksProxy? proxy)
    {
        GuardedStream stream = new(new NetworkStream(socket, ownsSocket: true), address, proxy, s => _open.TryRemove(s, out _));
        _open.TryAdd(stream, 0);
        // The rules may have changed while it connected.
        if (Judge(address, proxy, Rules) is { } why)
        {
            stream.Cut(why);
            throw why;
        }

        return stream;
    }
}
