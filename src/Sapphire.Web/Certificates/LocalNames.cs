using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sapphire.Web.Certificates;

/// <summary>The names and addresses under which this machine can be reached.</summary>
/// <param name="Names">Host names, lower case, <c>localhost</c> first.</param>
/// <param name="Addresses">IP addresses, loopback first.</param>
internal sealed record LocalNames(IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Addresses)
{
    // A machine with many containers has hundreds of addresses; a certificate with all of them slows each handshake.
    private const int MaximumAddresses = 64;

    /// <summary>Reads them from the system.</summary>
    /// <param name="configured">Further names from the configuration.</param>
    public static LocalNames Read(IEnumerable<string> configured)
    {
        string host = Environment.MachineName.ToLowerInvariant();
        string label = host.Split('.')[0];
        List<string> names = ["localhost"];
        foreach (string name in new[] { host, label, $"{label}.local" }.Concat(configured.Select(n => n.Trim().TrimEnd('.').ToLowerInvariant())))
        {
            if (Uri.CheckHostName(name) == UriHostNameType.Dns && !names.Contains(name, StringComparer.Ordinal))
            {
                names.Add(name);
            }
        }

        List<IPAddress> addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];
        addresses.AddRange(Machine().Where(a => !addresses.Contains(a)).Distinct().OrderBy(a => a.AddressFamily).Take(MaximumAddresses));
        return new(names, addresses);
    }

    /// <summary>The addresses by which other machines reach this one.</summary>
    public IEnumerable<IPAddress> Reachable => Addresses.Where(a => !IPAddress.IsLoopback(a));

    private static IEnumerable<IPAddress> Machine()
    {
        foreach (NetworkInterface card in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (card.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
            {
                continue;
            }

            foreach (UnicastIPAddressInformation address in card.GetIPProperties().UnicastAddresses)
            {
                // A link-local address needs its interface's name, which no certificate can hold.
                if (address.Address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
                    && !address.Address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address.Address))
                {
                    yield return address.Address;
                }
            }
        }
    }
}
