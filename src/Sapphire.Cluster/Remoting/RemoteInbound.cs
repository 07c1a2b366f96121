using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Remoting;

/// <summary>Gives what comes from other nodes to the actors here. Called for one message after the other.</summary>
internal sealed class RemoteInbound(ClusterRemoting remoting)
{
    // Of each life of a node that has sent something; a name has one.
    private readonly Dictionary<string, (long Incarnation, long Began, long Number)> _last = new(StringComparer.Ordinal);

    public ValueTask ReceiveAsync(WireMessage wire)
    {
        if (wire.SenderNode is { } node && !IsNew(node, wire)) return ValueTask.CompletedTask;
        switch (wire.Attributes.GetValueOrDefault(RemoteSignal.Kind))
        {
            case null:
                Deliver(wire);
                break;
            case RemoteSignal.Watch:
                foreach ((InternalActorRef watchee, RemoteActorRef watcher) in Pairs(wire)) remoting.Watches.WatchedFrom(watcher, watchee);
                break;
            case RemoteSignal.Unwatch:
                foreach ((InternalActorRef watchee, RemoteActorRef watcher) in Pairs(wire)) remoting.Watches.UnwatchedFrom(watcher, watchee);
                break;
            case RemoteSignal.Terminated:
                if (Ref(wire, RemoteSignal.Actor) is RemoteActorRef ended && Ref(wire, RemoteSignal.To) is { } told)
                {
                    remoting.Watches.Ended(ended, told, wire.Attributes.GetValueOrDefault(RemoteSignal.Existed) == "1");
                }

                break;
            case RemoteSignal.Stop:
                if (Ref(wire, RemoteSignal.To) is LocalActorRef stopped) stopped.Stop();
                break;
            case RemoteSignal.Mark:
                break;
            case var kind:
                remoting.LogUnreadable(kind, "It is a signal that this version does not know.");
                break;
        }

        return ValueTask.CompletedTask;
    }

    private void Deliver(WireMessage wire)
    {
        InternalActorRef? to = Ref(wire, RemoteSignal.To);
        IActorRef recipient = to ?? remoting.System.DeadLetters;
        IActorRef? sender = null;
        object message;
        try
        {
            sender = wire.SenderRef is { } text ? remoting.System.Serialization.DeserializeActorRef(text) : null;
            message = remoting.Format.Read(wire);
        }
        catch (Exception e) when (e is ClusterException or FormatException)
        {
            remoting.LogUnreadable(wire.Manifest, e.Message);
            remoting.System.DeadLetterMailbox.PublishDeadLetter(wire, sender, recipient);
            return;
        }

        // Nothing is passed on to a third node.
        if (to is RemoteActorRef) remoting.System.DeadLetterMailbox.PublishDeadLetter(message, sender, recipient);
        else recipient.Tell(message, sender);
    }

    /// <summary>Counts it, and tells of those that are missing before it.</summary>
    /// <returns>False when it was here already, or is of a life that is over.</returns>
    private bool IsNew(NodeId node, WireMessage wire)
    {
        string[] parts = (wire.Attributes.GetValueOrDefault(RemoteSignal.Number) ?? "").Split('.');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long began) || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return true;
        bool isMark = wire.Attributes.GetValueOrDefault(RemoteSignal.Kind) == RemoteSignal.Mark;
        ref (long Incarnation, long Began, long Number) last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, node.Name, out _);
        if (node.Incarnation < last.Incarnation) return false;
        if (node.Incarnation > last.Incarnation) last = (node.Incarnation, began, 0);
        if (began != last.Began)
        {
            // The other had given this node up in between.
            if (began < last.Began) return false;
            last = (node.Incarnation, began, 0);
            remoting.TellLost(node, null);
        }

        if (isMark ? number < last.Number : number <= last.Number) return false;
        long missed = number - last.Number - (isMark ? 0 : 1);
        last.Number = number;
        if (missed > 0) remoting.TellLost(node, missed);
        return true;
    }

    private IEnumerable<(InternalActorRef Watchee, RemoteActorRef Watcher)> Pairs(WireMessage wire)
    {
        foreach (string line in Encoding.UTF8.GetString(wire.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = line.Split('\t');
            if (pair.Length == 2 && Parse(pair[0]) is { } watchee and not RemoteActorRef && Parse(pair[1]) is RemoteActorRef watcher) yield return (watchee, watcher);
        }
    }

    private InternalActorRef? Ref(WireMessage wire, string attribute) => wire.Attributes.TryGetValue(attribute, out string? text) ? Parse(text) : null;

    private InternalActorRef? Parse(string text)
    {
        try
        {
            return InternalActorRef.Of(remoting.System.Serialization.DeserializeActorRef(text));
        }
        catch (FormatException e)
        {
            remoting.LogUnreadable("reference", e.Message);
            return null;
        }
    }
}
