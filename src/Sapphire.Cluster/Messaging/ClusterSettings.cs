using System.Collections.Immutable;

namespace Sapphire.Cluster.Messaging;

/// <summary>What a node is, and how patient: the same for every transport.</summary>
public sealed record ClusterSettings
{
    /// <summary>The name of this node, unique in the cluster: lower-case letters, digits and dashes.</summary>
    public required string NodeName { get; init; }

    /// <summary>What this node does.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>The version of the program.</summary>
    public string Version { get; init; } = "";

    /// <summary>Before the names of all queues and exchanges: clusters of one broker are told apart by it.</summary>
    public string Prefix { get; init; } = "sapphire";

    /// <summary>How long a durable send waits for the broker.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many deliveries of a shard may be unanswered.</summary>
    public ushort ShardPrefetch { get; init; } = 10;

    /// <summary>How often a node says that it is there.</summary>
    public TimeSpan PresenceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many silent intervals a node is suspect.</summary>
    public int SuspectAfter { get; init; } = 3;

    /// <summary>After how many silent intervals a node is gone.</summary>
    public int GoneAfter { get; init; } = 8;

    /// <summary>How many messages of topics wait here for the connection before the oldest are dropped.</summary>
    public int TopicBuffer { get; init; } = 2_000;

    /// <summary>How many messages to inboxes wait here for the connection before senders wait.</summary>
    public int InboxBuffer { get; init; } = 256;

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">Names the setting.</exception>
    public ClusterSettings Checked()
    {
        NodeId.Valid(NodeName);
        if (Prefix.Length is 0 or > 64 || Prefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            throw new ArgumentException($"'{Prefix}' is no prefix for queues: 1 to 64 letters, digits, dashes and underscores.");
        }

        if (SuspectAfter < 1 || GoneAfter <= SuspectAfter) throw new ArgumentException($"A node is gone (after {GoneAfter} heartbeats) later than it is suspect (after {SuspectAfter}).");
        if (PresenceInterval <= TimeSpan.Zero || SendTimeout <= TimeSpan.Zero) throw new ArgumentException("The presence interval and the send time-out must be more than 0.");
        if (ShardPrefetch == 0 || TopicBuffer < 1 || InboxBuffer < 1) throw new ArgumentException("Prefetch and buffers hold at least one message.");
        return this;
    }
}
