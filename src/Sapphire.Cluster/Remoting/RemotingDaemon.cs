using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Remoting;

/// <summary>
/// Sees nodes come, fall silent and go, on behalf of those who watch their actors. What the transport and presence call on their own
/// threads arrives here as messages.
/// </summary>
internal sealed class RemotingDaemon : ReceiveActor, IWithTimers
{
    private readonly ClusterRemoting _remoting;
    private readonly TimeProvider _clock;
    private readonly Dictionary<NodeId, long> _unseen = [];
    private readonly List<IDisposable> _subscriptions = [];
    private bool _connected;
    private bool _wasAway;

    public RemotingDaemon(ClusterRemoting remoting)
    {
        _remoting = remoting;
        _clock = Context.System.TimeProvider;
        Receive<MemberChange>(change => Changed(change.Changed));
        Receive<StateChange>(change => Changed(change.State));
        Receive<NotDelivered>(not => Returned(not.Undeliverable));
        Receive<Tick>(_ => Refresh());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        IActorRef self = Self;
        _subscriptions.Add(_remoting.Transport.Watch(state => self.Tell(new StateChange(state), ActorRefs.NoSender)));
        _subscriptions.Add(_remoting.Transport.Presence.Watch(change => self.Tell(new MemberChange(change), ActorRefs.NoSender)));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _remoting.Settings.RefreshInterval);
    }

    protected override void PostStop()
    {
        foreach (IDisposable subscription in _subscriptions) subscription.Dispose();
        _subscriptions.Clear();
    }

    private void Changed(MemberChanged change)
    {
        NodeId node = change.Member.Info.Id;
        switch (change.Member.Status)
        {
            case MemberStatus.Up:
                // Another life of the same name: earlier ones are over.
                foreach (NodeId earlier in _remoting.Watches.Watched.Concat(_remoting.Watches.Watching).Where(n => n.Name == node.Name && n.Incarnation < node.Incarnation).Distinct()) End(earlier);
                if (change.Before is not null) _remoting.Watches.Refresh(node);
                break;
            case MemberStatus.Suspect:
                // If it is gone, the broker knows before its silence is long enough.
                _remoting.Watches.Refresh(node);
                break;
            case MemberStatus.Left or MemberStatus.Gone:
                End(node);
                break;
        }
    }

    private void Changed(TransportState state)
    {
        _connected = state.Status == TransportStatus.Connected;
        if (state.Status == TransportStatus.Away) _wasAway = true;
        if (!_connected || !_wasAway) return;
        _wasAway = false;
        _remoting.TellLost(null, null);
        Refresh();
    }

    // A node that is up has lost its connection for a moment, and its watches are asked for again.
    private void Returned(Undeliverable letter)
    {
        if (NodeId.Parse(letter.Node) is not { } node) return;
        Member? member = _remoting.Transport.Presence.Members.FirstOrDefault(m => m.Info.Id.Name == node.Name);
        if (member is null || member.Info.Id != node || member.Status != MemberStatus.Up) _remoting.Watches.NodeEnded(node);
    }

    private void Refresh()
    {
        foreach (NodeId node in _remoting.Watches.Watched)
        {
            if (IsUnseen(node)) End(node);
            else _remoting.Watches.Refresh(node);
        }

        _remoting.Mark();
    }

    private bool IsUnseen(NodeId node)
    {
        Member? member = _remoting.Transport.Presence.Members.FirstOrDefault(m => m.Info.Id.Name == node.Name);
        if (member is not null && member.Info.Id.Incarnation > node.Incarnation) return true;

        // While this node is away itself it cannot know.
        if (!_connected || member?.Info.Id == node)
        {
            _unseen.Remove(node);
            return false;
        }

        if (_unseen.TryAdd(node, _clock.GetTimestamp())) return false;
        return _clock.GetElapsedTime(_unseen[node]) >= _remoting.Settings.UnseenPatience;
    }

    private void End(NodeId node)
    {
        _unseen.Remove(node);
        _remoting.Watches.NodeEnded(node);
        _remoting.Forget(node);
    }

    internal sealed record NotDelivered(Undeliverable Undeliverable) : INoSerializationVerificationNeeded;

    private sealed record MemberChange(MemberChanged Changed) : INoSerializationVerificationNeeded;

    private sealed record StateChange(TransportState State) : INoSerializationVerificationNeeded;

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
