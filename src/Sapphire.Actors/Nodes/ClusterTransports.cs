using System.Text.RegularExpressions;
using Sapphire.Actors.Configuration;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;

namespace Sapphire.Actors.Nodes;

/// <summary>How a node with these options reaches the others.</summary>
public static partial class ClusterTransports
{
    /// <summary>What the node is, for its transport.</summary>
    /// <exception cref="ArgumentException">The name of the node cannot be used.</exception>
    public static ClusterSettings SettingsOf(ClusterOptions options, string version) => new()
    {
        NodeName = NameOf(options),
        Roles = [.. options.RoleNames],
        Version = version,
        Prefix = options.Prefix,
        // A node that died is known to be gone after five seconds.
        PresenceInterval = TimeSpan.FromMilliseconds(500),
        SuspectAfter = 4,
        GoneAfter = 10,
    };

    /// <summary>The name of the node: as configured, else that of its machine.</summary>
    public static string NameOf(ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Node.Length > 0 ? options.Node : MachineName();
    }

    /// <summary>Where the broker is.</summary>
    /// <exception cref="ArgumentException">The address or a file cannot be used; the message does not repeat the address, since it may hold a password.</exception>
    public static RabbitMqSettings BrokerOf(ClusterOptions options)
    {
        RabbitMqSettings broker = new RabbitMqSettings { Heartbeat = TimeSpan.FromSeconds(Math.Round(options.Heartbeat.TotalSeconds)) }.WithUri(options.Broker.Value);
        return broker with
        {
            User = options.BrokerUser.Length > 0 ? options.BrokerUser : broker.User,
            Password = options.BrokerPassword.Value.Length > 0 ? options.BrokerPassword.Value : broker.Password,
            CaFile = options.BrokerCertificateAuthority.Length > 0 ? options.BrokerCertificateAuthority : null,
            CertificateFile = options.BrokerCertificate.Length > 0 ? options.BrokerCertificate : null,
            KeyFile = options.BrokerCertificateKey.Length > 0 ? options.BrokerCertificateKey : null,
        };
    }

    /// <summary>A transport over the broker; not started yet.</summary>
    /// <exception cref="ArgumentException">A setting cannot be used; the message names it.</exception>
    public static IClusterTransport Create(ClusterOptions options, string version, TimeProvider time) =>
        RabbitMqTransport.Create(SettingsOf(options, version), BrokerOf(options), time);

    private static string MachineName() => NotOfAName().Replace(Environment.MachineName.ToLowerInvariant(), "-") is { Length: > 0 } name ? name[..Math.Min(name.Length, NodeId.LongestName)] : "node";

    [GeneratedRegex("[^a-z0-9-]", RegexOptions.None, 1000)]
    private static partial Regex NotOfAName();
}
