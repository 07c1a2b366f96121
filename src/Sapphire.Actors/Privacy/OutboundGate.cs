using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sapphire.Actors.Privacy;

/// <summary>
/// The one way out of this program for HTTP. It judges each request by its host, each new connection by the address that it goes to, and
/// ends the open connections that changed rules do not permit. What goes through the SOCKS5 proxy has connections of its own:
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
    private static readonly TimeSpan OneAddress = TimeSpan.FromSeconds(1);

    // A TLS handshake through the proxy too; what connects to the proxy has its own limit.
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromMinutes(6);

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
                if (stream.Route.Judge(rules) is { } why)
                {
                    stream.Cut(why);
                }
            }
        }

        Changed?.Invoke(rules);
    }

    /// <summary>The rules in force for one request.</summary>
    /// <param name="inPrivacy">It is of a private chat.</param>
    public OutboundRules RulesFor(bool inPrivacy) => inPrivacy ? Rules.ForPrivateChat() : Rules;

    /// <summary>Why a server may not be asked now; null when it may, as far as its name tells.</summary>
    /// <param name="url">The server.</param>
    /// <param name="inPrivacy">For a private chat, which is treated as in privacy mode.</param>
    public OutboundBlockedException? Blocks(Uri url, bool inPrivacy = false)
    {
        ArgumentNullException.ThrowIfNull(url);
        return RulesFor(inPrivacy).Blocks(url.IdnHost);
    }

    /// <summary>A client that goes through the gate. It follows no redirect by itself, keeps no cookies and has no overall time limit.</summary>
    /// <param name="connectTimeout">For a connection; 3 s where not given. Through the SOCKS5 proxy that of the proxy counts.</param>
    /// <param name="inPrivacy">Its requests are of private chats: always treated as in privacy mode. It shares no connection with other clients.</param>
    public HttpClient CreateClient(TimeSpan? connectTimeout = null, bool inPrivacy = false)
    {
        SocketsHttpHandler direct = Handler(connectTimeout ?? TimeSpan.FromSeconds(3));
        direct.Proxy = new OutboundProxy(this, inPrivacy);
        direct.ConnectCallback = (context, token) => ConnectAsync(context, inPrivacy, token);
        SocketsHttpHandler throughProxy = Handler(LongestHandshake);
        throughProxy.UseProxy = false;
        throughProxy.ConnectCallback = ConnectThroughProxyAsync;
        return new(new GateHandler(this, direct, throughProxy, inPrivacy)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Connects to a proxy; in privacy mode only where it is permitted.</summary>
    /// <exception cref="OutboundBlockedException">It is not.</exception>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    internal async Task<Socket> DialProxyAsync(SocksProxy proxy, CancellationToken cancellationToken)
    {
        OutboundRules rules = Rules;
        return rules.Private && rules.Blocks(proxy.Host) is { } blocked
            ? throw blocked
            : (await DialAsync(proxy.Host, proxy.Port, a => rules.Private && !rules.Allowed.Permits(a) ? OutboundBlockedException.ByPrivacy(proxy.Host, ofChat: false) : null, cancellationToken)).Socket;
    }

    private static SocketsHttpHandler Handler(TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        // A stream that is given up must be closed, not read to its end.
        MaxResponseDrainSize = 4096,
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool inPrivacy, CancellationToken cancellationToken)
    {
        OutboundRules rules = RulesFor(inPrivacy);
        DnsEndPoint end = context.DnsEndPoint;
        if (rules.Blocks(end.Host) is { } blocked)
        {
            throw blocked;
        }

        // The rules may have changed since the way was chosen.
        bool byEnvironment = IsOfEnvironment(context);
        if (rules.GoesThroughProxy(end.Host) || (byEnvironment && (rules.Private || rules.Socks is not null)))
        {
            throw OutboundBlockedException.ByChange();
        }

        (Socket socket, IPAddress address) = await DialAsync(
            end.Host,
            end.Port,
            a => new OutboundRoute(a, null, byEnvironment, inPrivacy).Judge(rules) is null ? null
                : rules.Private ? OutboundBlockedException.ByPrivacy(end.Host, rules.OfChat)
                : OutboundBlockedException.NotNear(end.Host),
            cancellationToken);
        return Register(socket, new(address, null, byEnvironment, inPrivacy));
    }

    private async ValueTask<Stream> ConnectThroughProxyAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        OutboundRules rules = Rules;
        if (rules.Private || rules.Socks is not { Address: not null } proxy)
        {
            throw rules.Blocks(context.DnsEndPoint.Host) ?? OutboundBlockedException.ByChange();
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(proxy.Timeout);
        GuardedStream? stream = null;
        bool done = false;
        try
        {
            (Socket socket, IPAddress address) = await DialAsync(proxy.Host, proxy.Port, static _ => null, limit.Token);
            stream = Register(socket, new(address, proxy, ByEnvironment: false, InPrivacy: false));
            await SocksClient.ConnectAsync(stream, proxy, context.DnsEndPoint.Host, context.DnsEndPoint.Port, limit.Token);
            done = true;
            return stream;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OutboundBlockedException.ProxySilent(proxy);
        }
        catch (SocketException) when (stream is null)
        {
            throw OutboundBlockedException.ProxyAway(proxy);
        }
        catch (IOException e) when (OutboundBlockedException.Find(e) is null)
        {
            throw OutboundBlockedException.ProxyClosed(proxy);
        }
        finally
        {
            if (!done && stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>True when a connection goes to a proxy that the environment names, and not to the server of its request.</summary>
    private static bool IsOfEnvironment(SocketsHttpConnectionContext context)
    {
        Uri? asked = context.InitialRequestMessage.RequestUri;
        return context.InitialRequestMessage.Method == HttpMethod.Connect
            || asked is null
            || asked.Port != context.DnsEndPoint.Port
            || !string.Equals(asked.IdnHost.Trim('[', ']'), context.DnsEndPoint.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Connects to the first address of a host that is permitted and answers.</summary>
    private async Task<(Socket Socket, IPAddress Address)> DialAsync(string host, int port, Func<IPAddress, OutboundBlockedException?> judge, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal]
            : OutboundRules.IsThisMachine(host) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : await _resolve(host, cancellationToken);
        IPAddress[] permitted = [.. addresses.Where(a => judge(a) is null)];
        if (permitted.Length == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : judge(addresses[0])!;
        }

        for (int i = 0; ; i++)
        {
            bool last = i == permitted.Length - 1;
            Socket socket = new(permitted[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (!last)
            {
                // One address that swallows everything must not use up the time of the others.
                limit.CancelAfter(OneAddress);
            }

            try
            {
                await socket.ConnectAsync(new IPEndPoint(permitted[i], port), limit.Token);
                return (socket, permitted[i]);
            }
            catch (Exception e) when (!last && !cancellationToken.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private GuardedStream Register(Socket socket, OutboundRoute route)
    {
        GuardedStream stream = new(new NetworkStream(socket, ownsSocket: true), route, s => _open.TryRemove(s, out _));
        _open.TryAdd(stream, 0);
        // The rules may have changed while it connected.
        if (route.Judge(Rules) is { } why)
        {
            stream.Cut(why);
            throw why;
        }

        return stream;
    }
}
