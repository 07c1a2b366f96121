using System.Collections.Immutable;
using System.Text.Json;

namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // Presence: what a node says of itself, what is known of it, and what happens to it.

/// <summary>What a node says of itself with each heartbeat.</summary>
public sealed record NodeInfo
{
    /// <summary>Who it is.</summary>
    public required NodeId Id { get; init; }

    /// <summary>What it does: web, session, stt, tts, room.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>The version of its program.</summary>
    public string Version { get; init; } = "";

    /// <summary>The version of the protocol that it speaks.</summary>
    public int Protocol { get; init; } = WireMessage.CurrentProtocol;

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>How many shards of each kind it owns; counted by the transport.</summary>
    public ImmutableDictionary<string, int> Shards { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Whether it hands on what it has, to leave: nobody should give it anything.</summary>
    public bool Draining { get; init; }

    /// <summary>Anything else, small: figures of the node for operators.</summary>
    public JsonElement? Figures { get; init; }
}

/// <summary>How a node stands.</summary>
public enum MemberStatus
{
    /// <summary>Heard of lately.</summary>
    Up,

    /// <summary>Silent for some heartbeats; may come back.</summary>
    Suspect,

    /// <summary>Has said that it leaves.</summary>
    Left,

    /// <summary>Not heard of for so long that it is taken for dead.</summary>
    Gone,
}

/// <summary>A node, as seen from here.</summary>
/// <param name="Info">What it said last.</param>
/// <param name="Status">How it stands.</param>
/// <param name="LastHeard">When it was heard, by the clock of this node.</param>
public sealed record Member(NodeInfo Info, MemberStatus Status, DateTimeOffset LastHeard)
{
    /// <summary>Whether it speaks a protocol that this node does not know.</summary>
    public bool IsNewer => Info.Protocol > WireMessage.CurrentProtocol;
}

/// <summary>Something happened to a node.</summary>
/// <param name="Member">The node, as it is now.</param>
/// <param name="Before">How it stood before; null when it is new.</param>
public sealed record MemberChanged(Member Member, MemberStatus? Before);

/// <summary>
/// Who is there. Each node says so with a heartbeat; a silent one becomes suspect, then gone:
/// <code>
/// (new) ──► Up ◄──► Suspect ──► Gone (forgotten)        Up, Suspect ──says so──► Left (forgotten)
/// </code>
/// While this node is away itself, nobody becomes suspect: it cannot know.
/// </summary>
public interface IPresence
{
    /// <summary>What this node says of itself.</summary>
    NodeInfo Self { get; }

    /// <summary>All nodes that are up or suspect, this one first, then by name.</summary>
    ImmutableArray<Member> Members { get; }

    /// <summary>Changes what this node says, and says it at once.</summary>
    void Announce(Func<NodeInfo, NodeInfo> change);

    /// <summary>Tells the observer each member that is there now as new, then each change of standing, in order, until disposed. The observer must be quick and must not throw.</summary>
    IDisposable Watch(Action<MemberChanged> observer);
}
