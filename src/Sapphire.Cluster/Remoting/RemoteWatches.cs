using System.Text;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Cluster.Remoting;

/// <summary>
/// Who watches whom over nodes. The node of a watcher keeps asking for as long as it watches, so that a signal that was lost is only late:
/// <code>
/// watcher's node                               watched actor's node
/// Watch  ───────────────── watch ───────────►  watched from there
///        ──── watch (all, now and then) ────►  (again; when it has ended meanwhile: terminated)
/// Ended  ◄──────────────── terminated ───────  ended
/// node gone, left or reborn: ended             node gone, left or reborn: not watched from there any more
/// </code>
/// Thread-safe.
/// </summary>
internal sealed class RemoteWatches(ClusterRemoting remoting)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, HashSet<Pair>> _there = [];
    private readonly Dictionary<NodeId, HashSet<Pair>> _here = [];

    /// <summary>The nodes whose actors are watched from here.</summary>
    public NodeId[] Watched
    {
        get
        {
            lock (_lock) return [.. _there.Keys];
        }
    }

    /// <summary>The nodes that watch actors here.</summary>
    public NodeId[] Watching
    {
        get
        {
            lock (_lock) return [.. _here.Keys];
        }
    }

    /// <summary>How many pairs there are, both ways.</summary>
    public (int There, int Here) Count
    {
        get
        {
            lock (_lock) return (_there.Values.Sum(p => p.Count), _here.Values.Sum(p => p.Count));
        }
    }

    public void Watch(RemoteActorRef watchee, InternalActorRef watcher)
    {
        lock (_lock) Add(_there, watchee.Node, new(watchee, watcher));
        remoting.Post(watchee.Node, Pairs(RemoteSignal.Watch, [new(watchee, watcher)]));
    }

    public void Unwatch(RemoteActorRef watchee, InternalActorRef watcher)
    {
        bool known;
        lock (_lock) known = Remove(_there, watchee.Node, new(watchee, watcher));
        if (known) remoting.Post(watchee.Node, Pairs(RemoteSignal.Unwatch, [new(watchee, watcher)]));
    }

    /// <summary>An actor here that another node watches has ended.</summary>
    public void TellEnded(RemoteActorRef watcher, InternalActorRef watchee, bool existed)
    {
        lock (_lock) Remove(_here, watcher.Node, new(watchee, watcher));

        // By its path: one that has ended is not to be found by anything else.
        string text = watchee.ForeignText ?? watchee.Path.ToSerializationFormatWithAddress(remoting.Address);
        remoting.Post(watcher.Node, remoting.Signal(RemoteSignal.Terminated, (RemoteSignal.To, watcher.ForeignText), (RemoteSignal.Actor, text), (RemoteSignal.Existed, existed ? "1" : "0")));
    }

    /// <summary>Another node says that an actor there has ended.</summary>
    public void Ended(RemoteActorRef watchee, InternalActorRef watcher, bool existed)
    {
        bool known;
        lock (_lock) known = Remove(_there, watchee.Node, new(watchee, watcher));
        if (known) watcher.SendSystemMessage(new DeathWatchNotification(watchee, existed));
    }

    /// <summary>Another node watches an actor here. The same again changes nothing.</summary>
    public void WatchedFrom(RemoteActorRef watcher, InternalActorRef watchee)
    {
        lock (_lock) Add(_here, watcher.Node, new(watchee, watcher));
        watchee.SendSystemMessage(new Watch(watchee, watcher));
    }

    /// <summary>Another node watches an actor here no more.</summary>
    public void UnwatchedFrom(RemoteActorRef watcher, InternalActorRef watchee)
    {
        lock (_lock) Remove(_here, watcher.Node, new(watchee, watcher));
        watchee.SendSystemMessage(new Unwatch(watcher));
    }

    /// <summary>Says again whom this node watches on another.</summary>
    public void Refresh(NodeId node)
    {
        Pair[] pairs;
        lock (_lock) pairs = _there.TryGetValue(node, out HashSet<Pair>? known) ? [.. known] : [];
        foreach (Pair[] some in pairs.Chunk(1000)) remoting.Post(node, Pairs(RemoteSignal.Watch, some));
    }

    /// <summary>That life of a node is over: whoever watches there is told, and it watches nobody here.</summary>
    public void NodeEnded(NodeId node)
    {
        HashSet<Pair>? there, here;
        lock (_lock)
        {
            _there.Remove(node, out there);
            _here.Remove(node, out here);
        }

        foreach (Pair pair in there ?? []) pair.Watcher.SendSystemMessage(new DeathWatchNotification(pair.Watchee, existenceConfirmed: false, addressTerminated: true));
        foreach (Pair pair in here ?? []) pair.Watchee.SendSystemMessage(new Unwatch(pair.Watcher));
    }

    private static void Add(Dictionary<NodeId, HashSet<Pair>> all, NodeId node, Pair pair)
    {
        if (!all.TryGetValue(node, out HashSet<Pair>? pairs)) all[node] = pairs = [];
        pairs.Add(pair);
    }

    private static bool Remove(Dictionary<NodeId, HashSet<Pair>> all, NodeId node, Pair pair)
    {
        if (!all.TryGetValue(node, out HashSet<Pair>? pairs) || !pairs.Remove(pair)) return false;
        if (pairs.Count == 0) all.Remove(node);
        return true;
    }

    private WireMessage Pairs(string kind, IEnumerable<Pair> pairs)
    {
        StringBuilder lines = new();
        foreach (Pair pair in pairs) lines.Append(pair.Watchee.ForeignText).Append('\t').Append(Kernel.Serialization.Serialization.SerializedActorPath(pair.Watcher)).Append('\n');
        return remoting.Signal(kind) with { Body = Encoding.UTF8.GetBytes(lines.ToString()) };
    }

    private readonly record struct Pair(InternalActorRef Watchee, InternalActorRef Watcher);
}
