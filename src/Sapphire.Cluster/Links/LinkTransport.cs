using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>
/// A transport over a driver. Three connections, since a broker that is short of memory holds up those that publish: one publishes
/// durably, one consumes (opened by the first claim), one is for what is live: topics, inbox, presence.
/// </summary>
internal sealed class LinkTransport : IClusterTransport
{
    private readonly TimeProvider _clock;
    private readonly QueueNames _names;
    private readonly Link _publish;
    private readonly Link _consume;
    private readonly Link _live;
    private readonly ConfirmedSender _sender;
    private readonly TopicsClient _topics;
    private readonly TopicsClient _heartbeat;
    private readonly PresenceTable _presence;
    private readonly InboxClient _inbox;
    private readonly Watchable<TransportState> _state;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly IDisposable[] _watches;
    private Task _running = Task.CompletedTask;
    private bool _started;
    private bool _disposed;

    public LinkTransport(NodeId self, ILinkDriver driver, ClusterSettings settings, TimeProvider clock)
    {
        Self = self;
        _clock = clock;
        _state = new(new(TransportStatus.Connecting, clock.GetUtcNow()));
        QueueNames names = _names = new(settings.Prefix);
        _publish = new("publish", driver, clock);
        _live = new("live", driver, clock, PrepareAsync);

        // Answers leave by the live connection: after an outage nothing is taken before it is back.
        _consume = new("consume", driver, clock, (_, cancellationToken) => _live.SessionAsync(null, cancellationToken));
        _sender = new(_publish, new(), settings.SendTimeout, clock);
        _topics = new(_live, names, self, settings.TopicBuffer);
        _inbox = new(_live, names, self, settings.InboxBuffer);
        DeadLetterBox deadLetters = new(_publish, _sender, names, settings.SendTimeout, clock);
        DeadLetters = deadLetters;
        Queues = new QueueInspector(_publish, names, settings.SendTimeout);
        EntitiesClient entities = new(_consume, _sender, deadLetters, names, settings);
        Entities = entities;

        // Apart from the others' topics: a full buffer must not silence the heartbeat.
        _heartbeat = new(_live, names, self, buffer: 16);
        _presence = new(self, _heartbeat, _live, settings, clock, entities.Held);
        WorkQueues = new WorkQueuesClient(_consume, _sender, deadLetters, names);
        _watches =
        [
            .. new[] { _publish, _consume, _live }.Select(link => link.Watch(_ => Look())),
            _presence.Watch(changed =>
            {
                if (changed.Member.Status is MemberStatus.Left or MemberStatus.Gone) _ = Task.Run(entities.ProbeAsync);
            }),
        ];
    }

    public NodeId Self { get; }

    public TransportState State => _state.Value;

    public IEntities Entities { get; }

    public IWorkQueues WorkQueues { get; }

    public ITopics Topics => _topics;

    public IPresence Presence => _presence;

    public IInbox Inbox => _inbox;

    public IDeadLetters DeadLetters { get; }

    public IQueues Queues { get; }

    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_started) return;
            _started = true;
            _publish.Start();
            _live.Start();
            _running = Task.Run(() => _presence.RunAsync(_stop.Token));
        }
    }

    public async Task ConnectedAsync(CancellationToken cancellationToken = default)
    {
        Start();
        TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable watch = Watch(state =>
        {
            if (state.Status == TransportStatus.Connected) connected.TrySetResult();
            if (state.Status == TransportStatus.Closed) connected.TrySetException(new ClusterException(ClusterError.Closed, "This node has closed its connection to the cluster."));
        });
        await connected.Task.WaitAsync(cancellationToken);
    }

    public IDisposable Watch(Action<TransportState> observer) => _state.Watch(observer);

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
        }

        await _presence.LeaveAsync();
        foreach (IDisposable watch in _watches) watch.Dispose();
        await _stop.CancelAsync();
        await _running;
        await _sender.DisposeAsync();
        await _inbox.DisposeAsync();
        await _topics.DisposeAsync();
        await _heartbeat.DisposeAsync();
        await Task.WhenAll(_consume.DisposeAsync().AsTask(), _publish.DisposeAsync().AsTask(), _live.DisposeAsync().AsTask());
        _state.Update(_ => new(TransportStatus.Closed, _clock.GetUtcNow()));
    }

    private async Task PrepareAsync(ILinkSession session, CancellationToken cancellationToken)
    {
        await using ILinkChannel channel = await session.OpenAsync(confirms: false, cancellationToken);
        await channel.DeclareExchangeAsync(_names.Topics, topics: true, cancellationToken);
        await channel.DeclareExchangeAsync(_names.Inboxes, topics: false, cancellationToken);
        await _inbox.PrepareAsync(channel, cancellationToken);
    }

    // Away when any is, with the error of the first that says why; connected when all are.
    private void Look() => _state.Update(before =>
    {
        TransportState[] states = [_publish.State, _live.State, .. new[] { _consume }.Where(link => link.IsStarted).Select(link => link.State)];
        TransportState? away = states.FirstOrDefault(s => s is { Status: TransportStatus.Away, Error: not null });
        if (away is not null) return new(TransportStatus.Away, before.Status == TransportStatus.Away ? before.Since : away.Since, away.Error);
        if (states.All(s => s.Status == TransportStatus.Connected)) return before.Status == TransportStatus.Connected ? before : new(TransportStatus.Connected, _clock.GetUtcNow());
        return before.Status is TransportStatus.Connecting or TransportStatus.Connected ? before : new(TransportStatus.Connecting, before.Since);
    });
}
