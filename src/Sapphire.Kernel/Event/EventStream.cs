using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

// The types an actor is subscribed to, each with the subtypes it does not want.
using Channels = System.Collections.Immutable.ImmutableDictionary<System.Type, System.Collections.Immutable.ImmutableHashSet<System.Type>>;
using Subscriptions = System.Collections.Immutable.ImmutableDictionary<
    Sapphire.Kernel.Actor.IActorRef,
    System.Collections.Immutable.ImmutableDictionary<System.Type, System.Collections.Immutable.ImmutableHashSet<System.Type>>>;

namespace Sapphire.Kernel.Event;

/// <summary>
/// Publishes events to the actors subscribed to their type, a base type or an interface of it; each gets an event once, however many of
/// its subscriptions fit. Thread-safe; publishing takes no lock.
/// </summary>
public sealed class EventStream
{
    private readonly Lock _lock = new();
    private Subscriptions _subscriptions = Subscriptions.Empty;

    // Replaced as a whole at each change: a publisher that computes an entry from old subscriptions fills only the old cache.
    private Cache _cache = new(Subscriptions.Empty);

    /// <summary>Subscribes an actor to a type of event. It is unsubscribed when it ends.</summary>
    /// <returns>False when it was subscribed already.</returns>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        subscriber = InternalActorRef.Unwrap(subscriber);
        lock (_lock)
        {
            Channels channels = _subscriptions.GetValueOrDefault(subscriber, Channels.Empty);
            if (channels.ContainsKey(channel)) return false;
            Set(_subscriptions.SetItem(subscriber, channels.Add(channel, [])));
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

    /// <summary>
    /// Takes one subscription back. An actor that is not subscribed to the type itself but to a base type or an interface of it keeps that
    /// subscription, and gets no events of this type and its subtypes any more (until it subscribes to them, or anew to the base type).
    /// </summary>
    /// <returns>False when there was none.</returns>
    public bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        subscriber = InternalActorRef.Unwrap(subscriber);
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(subscriber, out Channels? channels)) return false;
            Channels left = channels.Remove(channel);
            if (ReferenceEquals(left, channels))
            {
                foreach ((Type wider, ImmutableHashSet<Type> except) in channels)
                {
                    if (wider.IsAssignableFrom(channel)) left = left.SetItem(wider, except.Add(channel));
                }

                if (ReferenceEquals(left, channels)) return false;
            }

            Set(left.IsEmpty ? _subscriptions.Remove(subscriber) : _subscriptions.SetItem(subscriber, left));
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

    private void Set(Subscriptions subscriptions)
    {
        _subscriptions = subscriptions;
        Volatile.Write(ref _cache, new Cache(subscriptions));
    }

    private sealed class Cache(Subscriptions subscriptions)
    {
        private readonly ConcurrentDictionary<Type, IActorRef[]> _byType = new();

        public IActorRef[] For(Type type)
        {
            if (subscriptions.IsEmpty) return [];
            return _byType.GetOrAdd(
                type,
                static (t, all) => [.. all.Where(s => s.Value.Any(c => c.Key.IsAssignableFrom(t) && !c.Value.Any(e => e.IsAssignableFrom(t)))).Select(s => s.Key)],
                subscriptions);
        }
    }
}
