using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sapphire.Web.TestKit.Network;

/// <summary>
/// Hosts on one network, for tests of several machines: each host is a network namespace with a cable (a veth pair) to a bridge, and
/// servers that listen at <see cref="Address"/> are reached from all of them. Where the system refuses namespaces, hosts are this
/// machine itself, and their cables are proxies. Nothing of it outlives the process that made it, not even after kill -9: a keeper,
/// a shell that waits for the end of its input, then ends what runs in the namespaces and removes them.
/// </summary>
public sealed class HostNetwork : IAsyncDisposable
{
    // Without IPv6, which nobody here uses: its addresses come and go seconds after a cable does, and each makes a browser of this
    // machine give up its requests. $1 the bridge, $2 its address.
    private const string Begin = """
        set -e
        [ "$(id -u)" = 0 ] || { echo "only root may make network namespaces"; exit 1; }
        command -v ip >/dev/null || { echo "the command ip is missing (package iproute2)"; exit 1; }
        ip link add "$1" type bridge
        ip link set "$1" addrgenmode none
        ip addr add "$2/24" dev "$1"
        ip link set "$1" up
        """;

    // $1 the bridge's address, $2 a namespace, $3 a port on which somebody listens: a host that can be set up and reaches the bridge
    // shows that all is allowed, by the system and by its firewall.
    private const string Probe = """
        timeout 5 nsenter --net="/run/netns/$2" bash -c "exec 3<>/dev/tcp/$1/$3" || { echo "a namespace cannot reach the bridge"; exit 1; }
        """;

    // $1 the namespace, $2 its address, $3 the cable's end at the bridge, $4 the bridge.
    private const string Add = """
        set -e
        ip netns add "$1"
        ip link add "$3" type veth peer name eth0 netns "$1"
        ip link set "$3" addrgenmode none
        ip link set "$3" master "$4" up
        ip -n "$1" addr add "$2/24" dev eth0
        ip -n "$1" link set eth0 up
        ip -n "$1" link set lo up
        """;

    // The input ends when the owner does. In a session of its own and deaf to polite signals: what ends a whole group (timeout, Ctrl+C)
    // must not end the keeper with its owner. A namespace lives on while anything runs in it. $1 the bridge, $2 the namespaces.
    private const string Keeper = """
        trap '' HUP INT TERM
        cat >/dev/null
        for name in $(ip netns list 2>/dev/null | cut -d' ' -f1 | grep "^$2-"); do
          ip netns pids "$name" | xargs -r kill -KILL 2>/dev/null
          ip netns del "$name"
        done
        for cable in $(ip -o link show type veth 2>/dev/null | grep -o "$1h[0-9]*"); do ip link del "$cable"; done
        ip link del "$1"
        """;

    private static readonly Lock SharedLock = new();
    private static Task<HostNetwork>? _shared;
    private readonly int _id;
    private readonly Process? _keeper;
    private readonly List<Host> _hosts = [];
    private int _lastHost;

    private HostNetwork(int id, Process? keeper, string? refusal)
    {
        _id = id;
        _keeper = keeper;
        Refusal = refusal;
    }

    /// <summary>Why there are no namespaces, and hosts share this machine's loopback; null where there are.</summary>
    public string? Refusal { get; }

    /// <summary>Where servers listen to be reached from every host; 127.0.0.1 without namespaces.</summary>
    public IPAddress Address => Refusal is null ? AddressOf(_id, 254) : IPAddress.Loopback;

    /// <summary>What the names of its namespaces begin with.</summary>
    public string Name => PrefixOf(_id);

    private string Bridge => BridgeOf(_id);

    /// <summary>One network for all tests of this process, which ends with it. Hosts are each test's own.</summary>
    public static Task<HostNetwork> SharedAsync()
    {
        lock (SharedLock)
        {
            return _shared ??= CreateAsync();
        }
    }

    /// <summary>Makes a network, or one of proxies where that is refused: a tenth of a second.</summary>
    public static async Task<HostNetwork> CreateAsync()
    {
        string refusal = "";
        for (int attempt = 0; OperatingSystem.IsLinux() && attempt < 3; attempt++)
        {
            // Another run on this machine may have taken the same number.
            int id = Random.Shared.Next(1 << 14);
            (int status, refusal) = await ShellAsync(Begin, BridgeOf(id), AddressOf(id, 254).ToString());
            if (status != 0)
            {
                continue;
            }

            ProcessStartInfo info = new("setsid", ["sh", "-c", Keeper, "sapphire-network-keeper", BridgeOf(id), PrefixOf(id)]) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
            HostNetwork network = new(id, Process.Start(info)!, null);
            try
            {
                await network.ProbeAsync();
                return network;
            }
            catch (InvalidOperationException e)
            {
                refusal = e.Message;
                await network.DisposeAsync();
            }
        }

        return new(0, null, OperatingSystem.IsLinux() ? refusal.Trim() : "network namespaces are Linux's");
    }

    /// <summary>Adds a host.</summary>
    /// <exception cref="InvalidOperationException">The system refused; the message says what.</exception>
    public async Task<Host> AddAsync()
    {
        int number = Interlocked.Increment(ref _lastHost);
        Host host;
        if (Refusal is null)
        {
            host = new(this, AddressOf(_id, number), $"{Name}-{Text(number)}", $"{Bridge}h{Text(number)}");
            await RunAsync(Add, host.Namespace, host.Address.ToString(), host.Cable, Bridge);
        }
        else
        {
            host = new(this, IPAddress.Loopback, "", "");
        }

        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Host[] hosts;
        lock (_hosts)
        {
            hosts = [.. _hosts];
        }

        foreach (Host host in hosts)
        {
            await host.DisposeAsync();
        }

        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            await _keeper.WaitForExitAsync();
            _keeper.Dispose();
        }
    }

    /// <summary>Takes a host away, with all that runs on it.</summary>
    internal async Task RemoveAsync(Host host)
    {
        lock (_hosts)
        {
            if (!_hosts.Remove(host)) return;
        }

        if (Refusal is null)
        {
            await RunAsync("ip netns pids \"$1\" | xargs -r kill -KILL; ip netns del \"$1\"; ip link del \"$2\" 2>/dev/null || true", host.Namespace, host.Cable);
        }
    }

    /// <summary>Runs a script of the shell.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    internal static async Task RunAsync(string script, params string[] arguments)
    {
        (int status, string said) = await ShellAsync(script, arguments);
        if (status != 0) throw new InvalidOperationException(said);
    }

    private static async Task<(int Status, string Said)> ShellAsync(string script, params string[] arguments)
    {
        ProcessStartInfo info = new("sh", ["-c", script, "sh", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{errors}");
    }

    private async Task ProbeAsync()
    {
        using TcpListener listener = new(Address, 0);
        listener.Start();
        Host host = await AddAsync();
        await RunAsync(Probe, Address.ToString(), host.Namespace, Text(((IPEndPoint)listener.LocalEndpoint).Port));
        await host.DisposeAsync();
    }

    // Short: the name of an interface has at most 15 characters.
    private static string BridgeOf(int id) => $"sa{Text(id)}";

    private static string PrefixOf(int id) => $"sapphire-{Text(id)}";

    private static IPAddress AddressOf(int id, int host) => new([10, (byte)(192 + (id >> 8)), (byte)id, (byte)host]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
