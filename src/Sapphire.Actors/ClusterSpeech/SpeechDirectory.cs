using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Which nodes recognise and speak, and with what, as they say of themselves. Thread-safe.</summary>
internal sealed class SpeechDirectory(IClusterTransport transport)
{
    /// <summary>True while the broker is there.</summary>
    public bool IsConnected => transport.State.Status == TransportStatus.Connected;

    /// <summary>The nodes that can do what a queue is for, this one among them.</summary>
    public ImmutableArray<NodeId> Nodes(SpeechQueue queue) =>
        [.. Up(queue.Role).Where(n => queue.Engine is null ? n.Engines.Length > 0 : n.Engines.Contains(queue.Engine, StringComparer.Ordinal)).Select(static n => n.Node)];

    /// <summary>Whether another node can do it, and be reached.</summary>
    public bool OthersHave(SpeechQueue queue) => IsConnected && Nodes(queue).Any(n => n != transport.Self);

    /// <summary>All engines that nodes have for a role.</summary>
    public ImmutableArray<string> Engines(string role) => [.. Up(role).SelectMany(static n => n.Engines).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Why nobody can do it, and what to do; null when somebody can.</summary>
    public SpeechException? WhyMissing(SpeechQueue queue)
    {
        if (!IsConnected) return Away(queue);
        if (Nodes(queue).Length > 0) return null;
        string[] nodes = [.. Up(queue.Role).Select(static n => n.Node.Name)];
        return nodes.Length == 0
            ? new("unavailable", $"No node with the role {queue.Role} is there.", $"Start one with: sapphire run --roles {queue.Role}")
            : queue.Engine is null
                ? new("unavailable", "No node has a working recogniser.", $"Install one (apt-get install pocketsphinx) on a node with the role {queue.Role}: {string.Join(", ", nodes)}.")
                : new("unavailable", $"No node speaks with {queue.Engine}.", $"Install it (apt-get install {queue.Engine}) on a node with the role {queue.Role}: {string.Join(", ", nodes)}. Or choose another voice.");
    }

    /// <summary>The broker cannot be reached.</summary>
    public SpeechException Away(SpeechQueue queue) => new(
        "unavailable", $"The broker is away, and with it the nodes with the role {queue.Role}.", transport.State.Error?.Message ?? "Look whether it runs; this node connects again by itself.");

    private IEnumerable<(NodeId Node, ImmutableArray<string> Engines)> Up(string role) => transport.Presence.Members
        .Where(m => m is { Status: MemberStatus.Up, IsNewer: false, Info.Draining: false } && m.Info.Roles.Contains(role, StringComparer.Ordinal))
        .Select(m => (m.Info.Id, SpeechFigures.Engines(m.Info.Figures, role).ToImmutableArray()));
}
