using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sapphire.Kernel.Actor;

/// <summary>Where an actor system lives. Only local systems exist here, whose address is the protocol and the name; others can be named all the same.</summary>
/// <param name="Protocol">Such as <c>akka</c>.</param>
/// <param name="System">The name of the system.</param>
/// <param name="Host">The machine; null for a local system.</param>
/// <param name="Port">Its port.</param>
public sealed record Address(string Protocol, string System, string? Host = null, int? Port = null)
{
    /// <summary>Whether it names no machine.</summary>
    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    /// <summary>Whether it names a machine.</summary>
    public bool HasGlobalScope => !HasLocalScope;

    /// <summary>The address without the protocol.</summary>
    public string HostPort() => HasLocalScope ? System : string.Create(CultureInfo.InvariantCulture, $"{System}@{Host}{(Port is null ? "" : ":")}{Port}");

    /// <summary>Parses <c>akka://system</c> or <c>akka.tcp://system@host:port</c>; a path after it is left out.</summary>
    /// <exception cref="UriFormatException">The text is no address.</exception>
    public static Address Parse(string address) => TryParse(address, out Address? result) ? result : throw new UriFormatException($"'{address}' is no address: expected protocol://system@host:port.");

    /// <summary>Parses <c>akka://system</c> or <c>akka.tcp://system@host:port</c>; a path after it is left out.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out Address? address)
    {
        ArgumentNullException.ThrowIfNull(path);
        address = null;
        int scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 4) return false;
        string rest = path[(scheme + 3)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0) rest = rest[..slash];
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        string system = at < 0 ? rest : rest[..at];
        if (system.Length == 0) return false;
        if (at < 0)
        {
            address = new Address(path[..scheme], system);
            return true;
        }

        // The last colon, since the host may be an IPv6 address in brackets.
        int colon = rest.LastIndexOf(':');
        if (colon <= at + 1 || !int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)) return false;
        address = new Address(path[..scheme], system, rest[(at + 1)..colon], port);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Protocol}://{HostPort()}";
}
