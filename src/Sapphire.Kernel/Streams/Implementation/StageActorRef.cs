using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>The reference of a stage: what is sent to it, and the end of the actor it watches, go to a callback, on the sender's thread.</summary>
internal sealed class StageActorRef(ActorSystem system, Action<object> receive) : InternalActorRef
{
    private readonly Lock _lock = new();
    private readonly HashSet<InternalActorRef> _watchers = [];
    private readonly long _uid = system.NextUid();
    private InternalActorRef? _watched;
    private ActorPath? _path;
    private bool _stopped;

    public override ActorPath Path =>
        _path ?? Interlocked.CompareExchange(ref _path, new ChildActorPath(system.Root.Path / "temp", "$stage-" + _uid, _uid), null) ?? _path!;

    public override ActorSystem System => system;

    public override bool IsTerminated => Volatile.Read(ref _stopped);

    /// <summary>Watches an actor; once.</summary>
    public void Watch(IActorRef actor)
    {
        _watched = Of(actor);
        _watched.SendSystemMessage(new Watch(_watched, this));
    }

    public override void Tell(object message, IActorRef? sender)
    {
        if (IsTerminated) system.DeadLetterMailbox.PublishDeadLetter(message, sender, this);
        else receive(message);
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case DeathWatchNotification notification:
                if (!IsTerminated) receive(new Terminated(notification.Actor, notification.ExistenceConfirmed));
                break;
            case Watch watch:
                lock (_lock)
                {
                    if (!_stopped)
                    {
                        _watchers.Add(watch.Watcher);
                        break;
                    }
                }

                watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
                break;
            case Unwatch unwatch:
                lock (_lock) _watchers.Remove(unwatch.Watcher);
                break;
        }
    }

    public override void Stop()
    {
        InternalActorRef[] watchers;
        lock (_lock)
        {
            if (_stopped) return;
            _stopped = true;
            watchers = [.. _watchers];
            _watchers.Clear();
        }

        _watched?.SendSystemMessage(new Unwatch(this));
        foreach (InternalActorRef watcher in watchers) watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
    }
}
