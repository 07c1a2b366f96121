#pragma warning disable MA0048 // The interface and its one implementation.
namespace Sapphire.Kernel.Actor;

/// <summary>Messages put aside for later. They go back before the mailbox at a restart, and to the dead letters when the actor ends.</summary>
public interface IStash
{
    /// <summary>How many are stashed.</summary>
    int Count { get; }

    /// <summary>Whether none is.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether some are.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether the next one would be one too many.</summary>
    bool IsFull { get; }

    /// <summary>The bound; 0 or less for none.</summary>
    int Capacity { get; }

    /// <summary>Puts the present message aside.</summary>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    /// <exception cref="IllegalActorStateException">It is stashed already.</exception>
    void Stash();

    /// <summary>Puts the oldest one before the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all before the mailbox, in their order.</summary>
    void UnstashAll();

    /// <summary>Puts all that satisfy a predicate before the mailbox, and forgets the others.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Takes all out.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Adds messages before those in the stash.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}

internal sealed class StashImpl(ActorCell cell, int capacity) : IStash
{
    private readonly LinkedList<Envelope> _items = new();
    private long _lastStashed = -1;

    public int Count => _items.Count;

    public bool IsEmpty => _items.Count == 0;

    public bool NonEmpty => _items.Count > 0;

    public bool IsFull => capacity > 0 && _items.Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        Envelope current = cell.CurrentEnvelope;
        if (current.Message is null) throw new IllegalActorStateException("There is no message to stash here.");
        if (_lastStashed == cell.CurrentEnvelopeId)
        {
            throw new IllegalActorStateException($"The message [{current.Message.GetType()}] is stashed already; stash a message once.");
        }

        if (IsFull) throw new StashOverflowException($"The stash of {cell.Self.Path} is full ({capacity} messages).");
        _items.AddLast(current);
        _lastStashed = cell.CurrentEnvelopeId;
    }

    public void Unstash()
    {
        if (_items.First is not { } first) return;
        _items.RemoveFirst();
        EnqueueFirst(first.Value);
    }

    public void UnstashAll()
    {
        while (_items.Last is { } last)
        {
            _items.RemoveLast();
            EnqueueFirst(last.Value);
        }
    }

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        foreach (Envelope e in ClearStash().Reverse())
        {
            if (predicate(e)) EnqueueFirst(e);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        Envelope[] all = [.. _items];
        _items.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (Envelope e in envelopes.Reverse()) _items.AddFirst(e);
    }

    /// <summary>The incarnation ends: what is stashed goes back to the mailbox, and with it to the next incarnation or the dead letters.</summary>
    public void Close() => UnstashAll();

    private void EnqueueFirst(in Envelope envelope)
    {
        cell.Mailbox.Prepend(envelope);
        if (envelope.Message is Terminated terminated) cell.TerminatedQueuedFor(terminated);
    }
}
