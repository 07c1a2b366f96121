using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>The user's stash of a persistent actor: what it gives back goes before the internal stash, so the order of commands stays right.</summary>
internal sealed class EventsourcedStash(Eventsourced owner, int capacity) : IStash
{
    private readonly EnvelopeDeque _items = new();
    private long _lastStashed = -1;

    public int Count => _items.Count;

    public bool IsEmpty => _items.Count == 0;

    public bool NonEmpty => _items.Count > 0;

    public bool IsFull => capacity > 0 && _items.Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        Envelope current = new(
            owner.CurrentCommand ?? throw new IllegalActorStateException("There is no command to stash here: events and recovery cannot be stashed."), Eventsourced.CurrentSender);
        if (_lastStashed == ActorCell.Current!.CurrentEnvelopeId)
        {
            throw new IllegalActorStateException($"The message [{current.Message.GetType()}] is stashed already; stash a message once.");
        }

        if (IsFull)
        {
            throw new StashOverflowException($"The stash of {owner.PersistenceId} is full ({capacity} messages).");
        }

        _items.AddLast(current);
        _lastStashed = ActorCell.Current!.CurrentEnvelopeId;
    }

    public void Unstash()
    {
        if (_items.Count > 0)
        {
            owner.PrependToInternalStash([_items.RemoveFirst()]);
        }
    }

    public void UnstashAll() => owner.PrependToInternalStash(_items.Clear());

    public void UnstashAll(Func<Envelope, bool> predicate) => owner.PrependToInternalStash(Array.FindAll(_items.Clear(), envelope => predicate(envelope)));

    public IEnumerable<Envelope> ClearStash() => _items.Clear();

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (Envelope envelope in envelopes.Reverse())
        {
            _items.AddFirst(envelope);
        }
    }
}
