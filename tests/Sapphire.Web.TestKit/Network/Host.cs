using System.Net;
using Sapphire.RabbitMq.TestKit;

namespace Sapphire.Web.TestKit.Network;

/// <summary>
/// A machine on a <see cref="HostNetwork"/>, with a cable that can be pulled. What runs on it is started by <see cref="Wrapper"/>, and
/// finds servers where <see cref="Reach"/> says.
/// </summary>
public sealed class Host : IAsyncDisposable
{
    private readonly HostNetwork _network;
    private readonly Dictionary<int, BrokerProxy> _proxies = [];
    private bool _cut;

    internal Host(HostNetwork network, IPAddress address, string name, string cable)
    {
        _network = network;
        Address = address;
        Namespace = name;
        Cable = cable;
    }

    /// <summary>Where it is reached; 127.0.0.1 without namespaces.</summary>
    public IPAddress Address { get; }

    /// <summary>The command that starts a program on it: put it before the program's own; empty without namespaces.</summary>
    public IReadOnlyList<string> Wrapper => Namespace.Length == 0 ? [] : ["nsenter", $"--net=/run/netns/{Namespace}", "--"];

    /// <summary>The network namespace; empty where there is none.</summary>
    internal string Namespace { get; }

    /// <summary>The end of the cable at the bridge.</summary>
    internal string Cable { get; }

    /// <summary>Where this host reaches what listens at <see cref="HostNetwork.Address"/>, so that a pulled cable parts them.</summary>
    public IPEndPoint Reach(int port)
    {
        if (Namespace.Length > 0)
        {
            return new(_network.Address, port);
        }

        lock (_proxies)
        {
            if (!_proxies.TryGetValue(port, out BrokerProxy? proxy))
            {
                _proxies[port] = proxy = new(port);
                if (_cut) proxy.Freeze();
            }

            return new(IPAddress.Loopback, proxy.Port);
        }
    }

    /// <summary>Pulls the cable: nothing arrives any more, and nobody is told.</summary>
    public async Task CutAsync()
    {
        if (Namespace.Length > 0)
        {
            await HostNetwork.RunAsync("ip link set \"$1\" down", Cable);
        }

        Set(cut: true);
    }

    /// <summary>Plugs it in again.</summary>
    public async Task JoinAsync()
    {
        if (Namespace.Length > 0)
        {
            await HostNetwork.RunAsync("ip link set \"$1\" up", Cable);
        }

        Set(cut: false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _network.RemoveAsync(this);
        BrokerProxy[] proxies;
        lock (_proxies)
        {
            proxies = [.. _proxies.Values];
            _proxies.Clear();
        }

        foreach (BrokerProxy proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
    }

    private void Set(bool cut)
    {
        lock (_proxies)
        {
            _cut = cut;
            foreach (BrokerProxy proxy in _proxies.Values)
            {
                if (cut) proxy.Freeze();
                else proxy.Heal();
            }
        }
    }
}
