using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Cluster.Remoting;

/// <summary>The reference of an actor of another node, in one life of it.</summary>
internal sealed class RemoteActorRef(ClusterRemoting remoting, NodeId node, string text, ActorPath path) : InternalActorRef
{
    public NodeId Node => node;

    public override ActorPath Path => path;

    public override ActorSystem System => remoting.System;

    public override string ForeignText => text;

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException("A message must not be null.");
        remoting.Send(this, message, sender);
    }

    public override void Stop() => remoting.SendSystem(this, RemoteSignal.Stop);

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                remoting.Watches.Watch(this, watch.Watcher);
                break;
            case Unwatch unwatch:
                remoting.Watches.Unwatch(this, unwatch.Watcher);
                break;
            case DeathWatchNotification ended:
                // This is the watcher, and an actor here was watched.
                remoting.Watches.TellEnded(this, ended.Actor, ended.ExistenceConfirmed);
                break;
        }
    }
}
