using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Event;

/// <summary>Publishes events to the actors subscribed to their type, a base type or an interface of it. Thread-safe; publishing takes no lock.</summary>
public sealed class EventStream
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<IActorRef, ImmutableHashSet<Type>> _subscriptions = ImmutableDictionary<IActorRef, ImmutableHashSet<Type>>.Empty;

    // Replaced as a whole at each change: a publisher that computes an entry from old subscriptions fills only the old cache.
    private Cache _cache = new(ImmutableDictionary<IActorRef, ImmutableHashSet<Type>>.Empty);

    /// <summary>Subscribes an actor to a type of event. It is unsubscribed when it ends.</summary>
    /// <returns>False when it was subscribed already.</returns>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        subscriber = InternalActorRef.Unwrap(subscriber);
        lock (_lock)
        {
            ImmutableHashSet<Type> types = _subscriptions.GetValueOrDefault(subscriber, []);
            if (types.Contains(channel)) return false;
            Set(_subscriptions.SetItem(subscriber, types.Add(channel)));
        }

        // First the mark that makes the end of the actor unsubscribe it, then the look whether it has ended already.
        if (subscriber is LocalActorRef local)
        {
            local.Cell.MarkSubscribed();
            if (local.IsTerminated) Unsubscribe(local);
        }

        return true;
    }

    /// <summary>Subscribes an actor to a type of event.</summary>
    public bool Subscribe<TEvent>(IActorRef subscriber) => Subscribe(subscriber, typeof(TEvent));

    /// <summary>Takes one subscription back.</summary>
    /// <returns>False when there was none.</returns>
    public bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        subscriber = InternalActorRef.Unwrap(subscriber);
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(subscriber, out ImmutableHashSet<Type>? types) || !types.Contains(channel)) return false;
            types = types.Remove(channel);
            Set(types.IsEmpty ? _subscriptions.Remove(subscriber) : _subscriptions.SetItem(subscriber, types));
            return true;
        }
    }

    /// <summary>Takes one subscription back.</summary>
    public bool Unsubscribe<TEvent>(IActorRef subscriber) => Unsubscribe(subscriber, typeof(TEvent));

    /// <summary>Takes all subscriptions of an actor back.</summary>
    /// <returns>False when there were none.</returns>
    public bool Unsubscribe(IActorRef subscriber)
    {
        subscriber = InternalActorRef.Unwrap(subscriber);
        lock (_lock)
        {
            if (!_subscriptions.ContainsKey(subscriber)) return false;
            Set(_subscriptions.Remove(subscriber));
            return true;
        }
    }

    /// <summary>Sends an event to its subscribers.</summary>
    public void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        foreach (IActorRef subscriber in Volatile.Read(ref _cache).For(@event.GetType())) subscriber.Tell(@event, ActorRefs.NoSender);
    }

    /// <summary>Whether anybody listens to a type of event.</summary>
    public bool HasSubscribers(Type channel) => Volatile.Read(ref _cache).For(channel).Length > 0;

    private void Set(ImmutableDictionary<IActorRef, ImmutableHashSet<Type>> subscriptions)
    {
        _subscriptions = subscriptions;
        Volatile.Write(ref _cache, new Cache(subscriptions));
    }

    private sealed class Cache(ImmutableDictionary<IActorRef, ImmutableHashSet<Type>> subscriptions)
    {
        private readonly ConcurrentDictionary<Type, IActorRef[]> _byType = new();

        public IActorRef[] For(Type type)
        {
            if (subscriptions.IsEmpty) return [];
            return _byType.GetOrAdd(
                type,
                static (t, all) => [.. all.Where(s => s.Value.Any(channel => channel.IsAssignableFrom(t))).Select(s => s.Key)],
                subscriptions);
        }
    }
}
