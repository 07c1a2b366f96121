using System.Collections.Immutable;
using System.Net;

namespace Sapphire.Actors.Privacy;

/// <summary>Networks, addresses and names of hosts. This machine itself is always among them.</summary>
public sealed class NetworkList : IEquatable<NetworkList>
{
    private readonly ImmutableArray<IPNetwork> _networks;
    private readonly ImmutableHashSet<string> _names;

    private NetworkList(ImmutableArray<IPNetwork> networks, ImmutableHashSet<string> names)
    {
        _networks = networks;
        _names = names;
    }

    /// <summary>This machine and the usual networks of a home.</summary>
    public static NetworkList Home { get; } = Parse(["127.0.0.1", "localhost", "192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12"]);

    /// <summary>This machine only.</summary>
    public static NetworkList ThisMachine { get; } = Parse([]);

    /// <summary>Reads entries: <c>192.168.1.5</c>, <c>10.0.0.0/8</c>, <c>fd00::/8</c>, <c>box.example</c>. What is none of these permits nothing.</summary>
    public static NetworkList Parse(IEnumerable<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ImmutableArray<IPNetwork>.Builder networks = ImmutableArray.CreateBuilder<IPNetwork>();
        ImmutableHashSet<string>.Builder names = ImmutableHashSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string entry in entries.Select(static e => e.Trim()))
        {
            if (IPAddress.TryParse(entry, out IPAddress? address))
            {
                address = Plain(address);
                networks.Add(new(address, address.GetAddressBytes().Length * 8));
            }
            else if (entry.Contains('/', StringComparison.Ordinal))
            {
                if (IPNetwork.TryParse(entry, out IPNetwork network))
                {
                    networks.Add(network);
                }
            }
            else if (entry.Length > 0)
            {
                names.Add(entry.TrimEnd('.'));
            }
        }

        return new(networks.ToImmutable(), names.ToImmutable());
    }

    /// <summary>True when the address is of this machine or in one of the networks.</summary>
    public bool Permits(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress plain = Plain(address);
        return IPAddress.IsLoopback(plain) || _networks.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain));
    }

    /// <summary>True when a name may be looked up. Its addresses are judged by themselves.</summary>
    public bool Names(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return _names.Contains(host.TrimEnd('.'));
    }

    /// <inheritdoc/>
    public bool Equals(NetworkList? other) => other is not null && _networks.SequenceEqual(other._networks) && _names.SetEquals(other._names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NetworkList);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_networks.Length, _names.Count);

    /// <summary>An IPv4 address in the clothes of IPv6 is judged as IPv4.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
