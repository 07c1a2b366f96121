using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.InProcess;

/// <summary>
/// A broker inside this process, which the nodes of one process share: its queues behave as RabbitMQ's do (single active consumer in
/// order of subscription, redelivery in order, delivery limits, dead letters, drop-oldest, exclusive queues), and every message
/// goes through it as bytes. Nothing is stored: what it holds ends with the process. Thread-safe.
/// </summary>
public sealed class InProcessBroker
{
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BrokerQueue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _exchanges = new(StringComparer.Ordinal);
    private readonly List<(string Exchange, string Key, string Queue)> _bindings = [];
    private readonly HashSet<InProcessSession> _sessions = [];
    private readonly HashSet<InProcessChannel> _channels = [];
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);
    private bool _away;
    private long _order;

    /// <summary>Creates an empty broker.</summary>
    public InProcessBroker(TimeProvider? clock = null) => _clock = clock ?? TimeProvider.System;

    /// <summary>For tests of faults: the broker is gone, with all connections. Durable messages are there again after <see cref="Return"/>.</summary>
    public void Lose()
    {
        InProcessSession[] sessions;
        lock (_lock)
        {
            _away = true;
            sessions = [.. _sessions];
        }

        foreach (InProcessSession session in sessions) Disconnect(session, new(ClusterError.Unreachable, "The broker of this process is away."));
        lock (_lock)
        {
            foreach (BrokerQueue queue in _queues.Values)
            {
                foreach (BrokerEntry entry in queue.Ready.Where(e => !e.Durable).ToArray()) queue.Ready.Remove(entry);
            }
        }
    }

    /// <summary>For tests of faults: the broker is there again.</summary>
    public void Return()
    {
        lock (_lock) _away = false;
    }

    /// <summary>For tests of faults: the connections of a node end, and it gets no new ones until <see cref="Heal"/>.</summary>
    public void Cut(string node)
    {
        InProcessSession[] sessions;
        lock (_lock)
        {
            _cut.Add(node);
            sessions = [.. _sessions.Where(s => s.Node == node)];
        }

        foreach (InProcessSession session in sessions) Disconnect(session, new(ClusterError.Unreachable, "The node is cut off from the broker of this process."));
    }

    /// <summary>For tests of faults: a node that was cut off may connect again.</summary>
    public void Heal(string node)
    {
        lock (_lock) _cut.Remove(node);
    }

    internal InProcessSession Connect(string node)
    {
        lock (_lock)
        {
            if (_away) throw new ClusterException(ClusterError.Unreachable, "The broker of this process is away.");
            if (_cut.Contains(node)) throw new ClusterException(ClusterError.Unreachable, "The node is cut off from the broker of this process.");
            InProcessSession session = new(this, node);
            _sessions.Add(session);
            return session;
        }
    }

    internal void Disconnect(InProcessSession session, ClusterException reason)
    {
        // The node hears of it first: a node that believes to own what another one owns already must be the exception.
        session.End(reason);
        lock (_lock)
        {
            if (!_sessions.Remove(session)) return;
            foreach (InProcessChannel channel in _channels.Where(c => c.Session == session).ToArray()) CloseInLock(channel, reason);
            foreach (BrokerQueue queue in _queues.Values.Where(q => q.Owner == session).ToArray()) Remove(queue);
        }
    }

    internal InProcessChannel Open(InProcessSession session)
    {
        lock (_lock)
        {
            if (!session.IsAlive) throw Gone();
            InProcessChannel channel = new(this, session);
            _channels.Add(channel);
            return channel;
        }
    }

    internal void Close(InProcessChannel channel)
    {
        lock (_lock) CloseInLock(channel, null);
    }

    internal void Declare(InProcessChannel channel, QueueSpec spec)
    {
        lock (_lock)
        {
            Check(channel);
            if (!_queues.TryGetValue(spec.Name, out BrokerQueue? known)) _queues.Add(spec.Name, new(spec, spec.Kind == QueueKind.Own ? channel.Session : null));
            else if (known.Owner is not null && known.Owner != channel.Session) throw Refuse(channel, new(ClusterError.NameTaken, $"The queue '{spec.Name}' is another connection's."));
            else if (known.Spec != spec) throw Refuse(channel, new(ClusterError.Mismatch, $"The queue '{spec.Name}' exists with other properties than this node wants. Give all nodes the same settings, or delete the queue when it is empty."));
        }
    }

    internal void DeclareExchange(InProcessChannel channel, string name, bool topics)
    {
        lock (_lock)
        {
            Check(channel);
            _exchanges.TryAdd(name, topics);
        }
    }

    internal void Bind(InProcessChannel channel, string queue, string exchange, string key)
    {
        lock (_lock)
        {
            Check(channel);
            if (!_bindings.Contains((exchange, key, queue))) _bindings.Add((exchange, key, queue));
        }
    }

    internal (bool Routed, bool Accepted) Publish(InProcessChannel channel, string exchange, string key, WireMessage message, bool durable)
    {
        lock (_lock)
        {
            Check(channel);
            BrokerQueue[] targets = exchange.Length == 0
                ? _queues.TryGetValue(key, out BrokerQueue? direct) ? [direct] : []
                : [.. _bindings.Where(b => b.Exchange == exchange && (_exchanges[exchange] ? TopicsClient.Fits(b.Key, key) : b.Key == key)).Select(b => b.Queue).Distinct(StringComparer.Ordinal).Select(q => _queues[q])];
            bool accepted = true;
            foreach (BrokerQueue queue in targets) accepted &= Add(queue, new(++_order, key, message, durable));
            return (targets.Length > 0, accepted);
        }
    }

    internal void Consume(InProcessChannel channel, string queue)
    {
        lock (_lock)
        {
            Check(channel);
            if (!_queues.TryGetValue(queue, out BrokerQueue? known)) throw Refuse(channel, new(ClusterError.Protocol, $"There is no queue '{queue}'."));
            channel.Consuming = known;
            known.Consumers.Add(channel);
            Deliver(known);
        }
    }

    internal void Cancel(InProcessChannel channel)
    {
        lock (_lock)
        {
            Check(channel);
            channel.Consuming?.Consumers.Remove(channel);
            if (channel.Consuming is { } queue) Deliver(queue);
        }
    }

    internal void Answer(InProcessChannel channel, ulong tag, BrokerAnswer answer)
    {
        lock (_lock)
        {
            Check(channel);
            if (!channel.Unanswered.Remove(tag, out (BrokerQueue Queue, BrokerEntry Entry) known))
            {
                throw Refuse(channel, new(ClusterError.Protocol, $"There is no unanswered delivery {tag}."));
            }

            if (answer == BrokerAnswer.Back) Back(known.Queue, known.Entry);
            else if (answer == BrokerAnswer.Dead) Bury(known.Queue, known.Entry, "rejected");
            Deliver(known.Queue);
        }
    }

    internal RawDelivery? Get(InProcessChannel channel, string queue)
    {
        lock (_lock)
        {
            Check(channel);
            if (!_queues.TryGetValue(queue, out BrokerQueue? known) || known.Ready.First is not { } first) return null;
            known.Ready.RemoveFirst();
            return Hand(channel, known, first.Value);
        }
    }

    internal (long Waiting, int Consumers)? Inspect(InProcessChannel channel, string queue)
    {
        lock (_lock)
        {
            Check(channel);
            return _queues.TryGetValue(queue, out BrokerQueue? known) ? (known.Ready.Count, known.Consumers.Count) : null;
        }
    }

    internal long Purge(InProcessChannel channel, string queue)
    {
        lock (_lock)
        {
            Check(channel);
            if (!_queues.TryGetValue(queue, out BrokerQueue? known)) return 0;
            int count = known.Ready.Count;
            known.Ready.Clear();
            return count;
        }
    }

    private static ClusterException Gone() => new(ClusterError.Unreachable, "The connection to the broker of this process has ended.");

    private static void Check(InProcessChannel channel)
    {
        if (channel.IsClosed || !channel.Session.IsAlive) throw Gone();
    }

    // An error closes the channel, as AMQP has it.
    private ClusterException Refuse(InProcessChannel channel, ClusterException error)
    {
        CloseInLock(channel, error);
        return error;
    }

    private void CloseInLock(InProcessChannel channel, ClusterException? reason)
    {
        if (!_channels.Remove(channel)) return;
        channel.IsClosed = true;
        channel.End(reason);
        channel.Consuming?.Consumers.Remove(channel);
        HashSet<BrokerQueue> touched = channel.Consuming is { } consuming ? [consuming] : [];
        foreach ((BrokerQueue queue, BrokerEntry entry) in channel.Unanswered.Values)
        {
            Back(queue, entry);
            touched.Add(queue);
        }

        channel.Unanswered.Clear();
        if (channel.Consuming is { Spec.GoesWithConsumer: true, Consumers.Count: 0 } passing) Remove(passing);
        foreach (BrokerQueue queue in touched) Deliver(queue);
    }

    private void Remove(BrokerQueue queue)
    {
        _queues.Remove(queue.Spec.Name);
        _bindings.RemoveAll(b => b.Queue == queue.Spec.Name);
    }

    private static bool Add(BrokerQueue queue, BrokerEntry entry)
    {
        if (queue.Spec.MaxLength > 0 && queue.Ready.Count >= queue.Spec.MaxLength)
        {
            if (queue.Spec.Kind != QueueKind.Own) return false;
            queue.Ready.RemoveFirst();
        }

        queue.Ready.AddLast(entry);
        Deliver(queue);
        return true;
    }

    private void Back(BrokerQueue queue, BrokerEntry entry)
    {
        if (queue.Spec.Attempts > 0 && entry.Deliveries >= queue.Spec.Attempts) Bury(queue, entry, "delivery_limit");
        else queue.PutBack(entry);
    }

    private void Bury(BrokerQueue queue, BrokerEntry entry, string reason)
    {
        if (queue.Spec.DeadLetters is not { } name || !_queues.TryGetValue(name, out BrokerQueue? dead)) return;
        Add(dead, new(++_order, entry.Key, entry.Message, entry.Durable) { Death = (queue.Spec.Name, reason, _clock.GetUtcNow()) });
    }

    private static void Deliver(BrokerQueue queue)
    {
        while (queue.Ready.First is { } first && queue.Next() is { } channel)
        {
            queue.Ready.RemoveFirst();
            channel.Push(Hand(channel, queue, first.Value));
        }
    }

    private static RawDelivery Hand(InProcessChannel channel, BrokerQueue queue, BrokerEntry entry)
    {
        entry.Deliveries++;
        ulong tag = ++channel.LastTag;
        channel.Unanswered.Add(tag, (queue, entry));
        return new(tag, entry.Key, entry.Message, entry.Deliveries, entry.Death);
    }
}
