using System.Collections.Immutable;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.cluster</c>: one program as several nodes.</summary>
public sealed record ClusterOptions
{
    private static readonly ImmutableArray<NodeRole> Roles = [NodeRole.Web, NodeRole.Session, NodeRole.Stt, NodeRole.Tts, NodeRole.Room];

    /// <summary>The address of the broker: <c>amqp://…</c>, <c>amqps://…</c>; empty for a node by itself.</summary>
    public Secret Broker { get; init; } = Secret.None;

    /// <summary>The user at the broker, where the address names none.</summary>
    public string BrokerUser { get; init; } = "";

    /// <summary>The user's password, where the address holds none.</summary>
    public Secret BrokerPassword { get; init; } = Secret.None;

    /// <summary>A file with the certificate of the authority that signed the broker's; empty for the system's authorities.</summary>
    public string BrokerCertificateAuthority { get; init; } = "";

    /// <summary>A file with this node's own certificate, for a broker that asks for one; empty for none.</summary>
    public string BrokerCertificate { get; init; } = "";

    /// <summary>A file with the key of that certificate.</summary>
    public string BrokerCertificateKey { get; init; } = "";

    /// <summary>The name of this node; empty for the machine's.</summary>
    public string Node { get; init; } = "";

    /// <summary>What this node does.</summary>
    public NodeRole Role { get; init; } = NodeRole.All;

    /// <summary>What the secrets in a shared store are encrypted with; the same on every node.</summary>
    public Secret Secret { get; init; } = Secret.None;

    /// <summary>How many shards the chats have: the same on every node, for the life of the cluster.</summary>
    public int Shards { get; init; } = 16;

    /// <summary>Before the names of all queues.</summary>
    public string Prefix { get; init; } = "sapphire";

    /// <summary>How often node and broker say that they are there.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a node that is drained lets a reply that is being written go on before its chat is handed over.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The port of 127.0.0.1 for <c>/healthz</c> and <c>/metrics</c> of a node without pages; 0 for none.</summary>
    public int HealthPort { get; init; }

    /// <summary>The names of the roles.</summary>
    public IEnumerable<string> RoleNames => Roles.Where(one => Role.HasFlag(one)).Select(Name);

    /// <summary>True when there are other nodes.</summary>
    public bool HasBroker => Broker.Value.Length > 0;

    internal static ClusterOptions Read(OptionsReader reader)
    {
        ClusterOptions defaults = new();
        return new()
        {
            Broker = reader.Secret("cluster.broker"),
            BrokerUser = reader.Text("cluster.broker-user", defaults.BrokerUser),
            BrokerPassword = reader.Secret("cluster.broker-password"),
            BrokerCertificateAuthority = reader.Text("cluster.broker-certificate-authority", defaults.BrokerCertificateAuthority),
            BrokerCertificate = reader.Text("cluster.broker-certificate", defaults.BrokerCertificate),
            BrokerCertificateKey = reader.Text("cluster.broker-certificate-key", defaults.BrokerCertificateKey),
            HealthPort = reader.Int("cluster.health-port", defaults.HealthPort, 0, 65535),
            Node = reader.Text("cluster.node", defaults.Node),
            Role = ReadRoles(reader, defaults.Role),
            Secret = reader.Secret("cluster.secret"),
            Shards = reader.Int("cluster.shards", defaults.Shards, 1, 256),
            Prefix = reader.Text("cluster.prefix", defaults.Prefix),
            DrainGrace = reader.Duration("cluster.drain-grace", defaults.DrainGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            Heartbeat = reader.Duration("cluster.heartbeat", defaults.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)),
        };
    }

    private static NodeRole ReadRoles(OptionsReader reader, NodeRole defaults)
    {
        string text = reader.Text("cluster.roles", Text(defaults));
        NodeRole roles = NodeRole.None;
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            NodeRole role = Roles.FirstOrDefault(one => name.Equals(Name(one), StringComparison.OrdinalIgnoreCase));
            if (role == NodeRole.None)
            {
                reader.Problem("cluster.roles", $"names '{name}', which is no role; allowed are {string.Join(", ", Roles.Select(Name))}, with commas between them");
            }

            roles |= role;
        }

        return roles == NodeRole.None ? defaults : roles;
    }

    private static string Text(NodeRole roles) => string.Join(',', Roles.Where(one => roles.HasFlag(one)).Select(Name));

    private static string Name(NodeRole role) => role.ToString().ToLowerInvariant();
}
