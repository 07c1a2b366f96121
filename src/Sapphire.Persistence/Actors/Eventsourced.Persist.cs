using System.Collections.Immutable;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <content>Storing events. What one command persists is one atomic write.</content>
public abstract partial class Eventsourced
{
    private readonly Queue<Batch> _inFlight = new();
    private Batch? _unsent;
    private long _assignedSequenceNr;
    private int _stashingInvocations;

    /// <summary>Stores an event, then runs <paramref name="handler"/> with it; commands wait until then.</summary>
    protected void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        Add([@event], handler, stashing: true);

    /// <summary>Stores events, all or none, then runs <paramref name="handler"/> with each; commands wait until then.</summary>
    protected void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
        where TEvent : notnull =>
        Add([.. events], handler, stashing: true);

    /// <summary>Stores an event, then runs <paramref name="handler"/>; commands that come before then are not held back and may see an older state.</summary>
    protected void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        Add([@event], handler, stashing: false);

    /// <summary>Stores events, all or none, as <see cref="PersistAsync"/> does.</summary>
    protected void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
        where TEvent : notnull =>
        Add([.. events], handler, stashing: false);

    /// <summary>Runs <paramref name="handler"/> after the handlers of everything persisted before, without storing anything; commands are held back until then.</summary>
    protected void Defer<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        AddInvocation(new(0, @event, e => handler((TEvent)e), Stashing: true, null));

    /// <summary>Runs <paramref name="handler"/> after the handlers of everything persisted before, without storing anything.</summary>
    protected void DeferAsync<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        AddInvocation(new(0, @event, e => handler((TEvent)e), Stashing: false, null));

    /// <summary>Storing failed, and whether the event is on disk may be unknown: the actor stops after this, always. Its supervisor may start it again.</summary>
    /// <param name="cause">A <see cref="StorageException"/>.</param>
    /// <param name="event">The first event of the failed write.</param>
    /// <param name="sequenceNr">The number it would have had.</param>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.PersistFailed(PersistenceId, sequenceNr, @event.GetType(), cause);

    /// <summary>The event cannot be stored, and was not: its type is not registered, or it is too large. The actor goes on.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="event">The event.</param>
    /// <param name="sequenceNr">The number it would have had.</param>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.PersistRejected(PersistenceId, @event.GetType(), cause);

    private void Add<TEvent>(ImmutableArray<TEvent> events, Action<TEvent> handler, bool stashing)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (IsRecovering)
        {
            throw new InvalidOperationException("An event cannot be persisted while events are replayed. Wait for RecoveryCompleted.");
        }

        if (events.IsEmpty)
        {
            return;
        }

        RequireOwner();
        ImmutableArray<SerializedEvent> serialized = [];
        Exception? rejection = null;
        try
        {
            serialized = [.. events.Select(e => Serialize(e))];
        }
        catch (Exception e) when (e is EventSerializationException or StorageException)
        {
            rejection = e;
        }

        DateTimeOffset now = Context.System.TimeProvider.GetUtcNow();
        for (int i = 0; i < events.Length; i++)
        {
            // A rejected event takes no number: the journal has no gaps.
            long sequenceNr = rejection is null ? ++_assignedSequenceNr : _assignedSequenceNr + i + 1;
            AddInvocation(new(sequenceNr, events[i], e => handler((TEvent)e), stashing, rejection));
            if (rejection is null)
            {
                _unsent!.Entries.Add(new(sequenceNr, serialized[i].Manifest, serialized[i].Payload, now));
            }
        }
    }

    private SerializedEvent Serialize(object @event)
    {
        SerializedEvent serialized = _persistence.Events.Serialize(@event);
        return serialized.Payload.Length <= _persistence.Journal.MaxPayloadBytes
            ? serialized
            : throw new StorageException(
                StorageReason.TooLarge,
                $"A '{serialized.Manifest}' has {serialized.Payload.Length} bytes; at most {_persistence.Journal.MaxPayloadBytes} are stored. Put large content into a file and store its name.");
    }

    private void AddInvocation(Invocation invocation)
    {
        // Handlers later find the sender of the command that persisted.
        _unsent ??= new(CurrentSender);
        _unsent.Invocations.Enqueue(invocation);
        if (invocation.Stashing)
        {
            _stashingInvocations++;
        }
    }

    private void SendBatch()
    {
        if (_unsent is not { } batch)
        {
            return;
        }

        _unsent = null;
        _inFlight.Enqueue(batch);
        if (batch.Entries.Count == 0)
        {
            batch.Answered = true;
            AcceptAnswered();
            return;
        }

        AtomicWrite write = new(PersistenceId, WriterEpoch, batch.Entries.DrainToImmutable());
        _ = StoreAsync(_persistence.Journal, write, batch, ActorCell.Current!);
    }

    // Nothing here may touch the actor: it runs on a pool thread after the first await.
    private async Task StoreAsync(IJournal journal, AtomicWrite write, Batch batch, ActorCell cell)
    {
        Exception? error = null;
        try
        {
            await journal.WriteAsync(write).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }

        JournalAnswer.Post(cell, this, owner =>
        {
            batch.Error = error;
            batch.Answered = true;
            owner.AcceptAnswered();
        });
    }

    /// <summary>Answers may overtake each other on their way; handlers run in the order of the writes.</summary>
    private void AcceptAnswered()
    {
        while (_inFlight.TryPeek(out Batch? batch) && batch.Answered)
        {
            _inFlight.Dequeue();
            Accept(batch);
        }
    }

    private void DiscardUnsent()
    {
        if (_unsent is not { } batch)
        {
            return;
        }

        _unsent = null;
        _assignedSequenceNr -= batch.Entries.Count;
        _stashingInvocations -= batch.Invocations.Count(invocation => invocation.Stashing);
    }

    private void FailPersist(Invocation first, Exception cause)
    {
        try
        {
            OnPersistFailure(cause, first.Event, first.SequenceNr);
        }
        finally
        {
            StopSelf();
        }
    }

    private void Run(Invocation invocation)
    {
        if (invocation.Stashing)
        {
            _stashingInvocations--;
        }

        if (invocation.Rejection is { } cause)
        {
            OnPersistRejected(cause, invocation.Event, invocation.SequenceNr);
            return;
        }

        if (invocation.SequenceNr != 0)
        {
            LastSequenceNr = invocation.SequenceNr;
        }

        CurrentMessage = invocation.Event;
        invocation.Handler(invocation.Event);
    }

    /// <param name="SequenceNr">0 for what is deferred only.</param>
    private sealed record Invocation(long SequenceNr, object Event, Action<object> Handler, bool Stashing, Exception? Rejection);

    /// <summary>What one handler persisted: one write, and what to run after it.</summary>
    private sealed class Batch(IActorRef? sender) : Answer(sender)
    {
        public Queue<Invocation> Invocations { get; } = new();

        public ImmutableArray<JournalEntry>.Builder Entries { get; } = ImmutableArray.CreateBuilder<JournalEntry>();

        public bool Answered { get; set; }

        public Exception? Error { get; set; }

        public override bool IsDone => Invocations.Count == 0;

        public override void Handle(Eventsourced owner)
        {
            if (Error is { } error)
            {
                owner.FailPersist(Invocations.First(invocation => invocation.SequenceNr != 0 && invocation.Rejection is null), error);
                return;
            }

            while (Invocations.TryDequeue(out Invocation? invocation))
            {
                owner.Run(invocation);
            }
        }
    }
}
