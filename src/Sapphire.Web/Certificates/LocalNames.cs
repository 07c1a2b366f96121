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

    // An interface that goes while they are listed, as those of containers do, makes the whole list unreadable for that moment.
    private const int Attempts = 5;

    /// <summary>Reads them from the system.</summary>
    /// <param name="configured">Further names from the configuration.</param>
    /// <exception cref="IOException">The addresses of this machine cannot be read.</exception>
    public static LocalNames Read(IEnumerable<string> configured) => Read(configured, Machine);

    /// <summary>Reads them, with the addresses from elsewhere.</summary>
    internal static LocalNames Read(IEnumerable<string> configured, Func<IEnumerable<IPAddress>> machine)
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
        addresses.AddRange(Listed(machine).Where(a => !addresses.Contains(a)).Distinct().OrderBy(a => a.AddressFamily).Take(MaximumAddresses));
        return new(names, addresses);
    }

    /// <summary>The addresses by which other machines reach this one.</summary>
    public IEnumerable<IPAddress> Reachable => Addresses.Where(a => !IPAddress.IsLoopback(a));

    private static IPAddress[] Listed(Func<IEnumerable<IPAddress>> machine)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return [.. machine()];
            }
            catch (Exception e) when (e is NetworkInformationException or ArgumentException)
            {
                if (attempt == Attempts) throw new IOException("The network addresses of this machine cannot be read.", e);
            }
        }
    }

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
