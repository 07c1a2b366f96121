using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <content>Death watch, both sides.</content>
internal sealed partial class ActorCell
{
    private Dictionary<InternalActorRef, object?>? _watching;
    private Dictionary<InternalActorRef, object?>? _terminatedQueued;
    private HashSet<InternalActorRef>? _watchedBy;

    public IActorRef Watch(IActorRef subject) => WatchWithMessage(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return WatchWithMessage(subject, message);
    }

    private IActorRef WatchWithMessage(IActorRef subject, object? message)
    {
        InternalActorRef target = InternalActorRef.Of(subject);
        if (ReferenceEquals(target, _self)) return subject;
        _watching ??= [];
        if (_watching.TryGetValue(target, out object? previous))
        {
            if (!Equals(previous, message))
            {
                throw new InvalidOperationException($"{_self.Path} watches {target.Path} already, with another message. Unwatch it first.");
            }

            return subject;
        }

        _watching.Add(target, message);
        target.SendSystemMessage(new Watch(target, _self));
        return subject;
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        InternalActorRef target = InternalActorRef.Of(subject);
        if (_watching?.Remove(target) == true) target.SendSystemMessage(new Unwatch(_self));
        _terminatedQueued?.Remove(target);
        return subject;
    }

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued?.Remove((InternalActorRef)terminated.ActorRef, out object? custom) != true) return;
        // What may be stashed is the message of one's own; the notice has done its duty.
        if (custom is not null) _message = custom;
        ReceiveMessage(custom ?? terminated);
    }

    /// <summary>A notice that was handled once (and stashed) is to be delivered again.</summary>
    public void TerminatedQueuedFor(Terminated terminated) => (_terminatedQueued ??= [])[(InternalActorRef)terminated.ActorRef] = null;

    public void WatchedActorTerminated(InternalActorRef actor, bool existenceConfirmed, bool addressTerminated = false)
    {
        try
        {
            if (_watching?.Remove(actor, out object? custom) == true && !IsTerminating)
            {
                // Watched anew while an earlier notice waits in the mailbox, it is one notice, with the first message.
                (_terminatedQueued ??= []).TryAdd(actor, custom);
                _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
            }
        }
        finally
        {
            // Also where the mailbox refuses the notice, as one whose priorities throw: who waits for the child must go on.
            if (IsChild(actor, out LocalActorRef? child)) HandleChildTerminated(child);
        }
    }

    public void AddWatcher(InternalActorRef watcher)
    {
        if (!ReferenceEquals(watcher, _self)) (_watchedBy ??= []).Add(watcher);
    }

    public void RemoveWatcher(InternalActorRef watcher) => _watchedBy?.Remove(watcher);

    private void TellWatchersWeDied()
    {
        if (_watchedBy is null) return;
        foreach (InternalActorRef watcher in _watchedBy)
        {
            // The parent has been told in any case.
            if (!watcher.Equals(ParentRef)) watcher.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true));
        }

        _watchedBy = null;
    }

    private void UnwatchAll()
    {
        if (_watching is not null)
        {
            foreach (InternalActorRef subject in _watching.Keys) subject.SendSystemMessage(new Unwatch(_self));
        }

        _watching = null;
        _terminatedQueued = null;
    }
}
