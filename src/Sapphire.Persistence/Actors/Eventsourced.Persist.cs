using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <content>Storing events. What one command persists is one atomic write.</content>
public abstract partial class Eventsourced
{
    private readonly Queue<Batch> _inFlight = new();
    private Batch? _unsent;
    private long _assignedSequenceNr;
    private int _pendingInvocations;
    private int _stashingInvocations;

    /// <summary>Stores an event, then runs <paramref name="handler"/> with it; commands wait until then.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        AddOne(new Invocation<TEvent>(@event, handler, stashing: true));

    /// <summary>Stores an event, then runs the asynchronous <paramref name="handler"/> with it; all messages wait until it ends.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void Persist<TEvent>(TEvent @event, Func<TEvent, Task> handler)
        where TEvent : notnull =>
        AddOne(new AsyncInvocation<TEvent>(@event, handler, stashing: true));

    /// <summary>Stores events, all or none, then runs <paramref name="handler"/> with each; commands wait until then.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
        where TEvent : notnull =>
        AddAll(events, e => new Invocation<TEvent>(e, handler, stashing: true));

    /// <summary>Stores events, all or none, then runs <paramref name="handler"/> with each and <paramref name="onComplete"/> at last, but not when they were rejected; commands wait until then.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler, Action onComplete)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(onComplete);
        if (AddAll(events, e => new Invocation<TEvent>(e, handler, stashing: true)))
        {
            Defer(NoEvent.Instance, _ => onComplete());
        }
    }

    /// <summary>Stores events, all or none, then runs the asynchronous <paramref name="handler"/> with each; all messages wait until it ends.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAll<TEvent>(IEnumerable<TEvent> events, Func<TEvent, Task> handler)
        where TEvent : notnull =>
        AddAll(events, e => new AsyncInvocation<TEvent>(e, handler, stashing: true));

    /// <summary>Stores an event, then runs <paramref name="handler"/>; commands that come before then are not held back and may see an older state.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        AddOne(new Invocation<TEvent>(@event, handler, stashing: false));

    /// <summary>Stores an event as the other overload does, and runs an asynchronous handler: all messages wait while it runs.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAsync<TEvent>(TEvent @event, Func<TEvent, Task> handler)
        where TEvent : notnull =>
        AddOne(new AsyncInvocation<TEvent>(@event, handler, stashing: false));

    /// <summary>Stores events, all or none, and holds no command back meanwhile.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
        where TEvent : notnull =>
        AddAll(events, e => new Invocation<TEvent>(e, handler, stashing: false));

    /// <summary>Stores events, all or none, and holds no command back meanwhile; runs <paramref name="onComplete"/> at last, but not when they were rejected.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler, Action onComplete)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(onComplete);
        if (AddAll(events, e => new Invocation<TEvent>(e, handler, stashing: false)))
        {
            DeferAsync(NoEvent.Instance, _ => onComplete());
        }
    }

    /// <summary>Stores events, all or none, and holds no command back meanwhile; all messages wait while an asynchronous handler runs.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Func<TEvent, Task> handler)
        where TEvent : notnull =>
        AddAll(events, e => new AsyncInvocation<TEvent>(e, handler, stashing: false));

    /// <summary>Runs <paramref name="handler"/> after the handlers of everything persisted before, without storing anything: at once where nothing is pending. Commands are held back until then.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void Defer<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        AddDeferred(new Invocation<TEvent>(@event, handler, stashing: true));

    /// <summary>Runs an asynchronous handler after those of everything persisted before; commands are held back until then.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void Defer<TEvent>(TEvent @event, Func<TEvent, Task> handler)
        where TEvent : notnull =>
        AddDeferred(new AsyncInvocation<TEvent>(@event, handler, stashing: true));

    /// <summary>Runs <paramref name="handler"/> after the handlers of everything persisted before, without storing anything: at once where nothing is pending. Commands are not held back.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void DeferAsync<TEvent>(TEvent @event, Action<TEvent> handler)
        where TEvent : notnull =>
        AddDeferred(new Invocation<TEvent>(@event, handler, stashing: false));

    /// <summary>Runs an asynchronous handler after those of everything persisted before; commands are not held back until it begins.</summary>
    /// <exception cref="InvalidOperationException">Events are being replayed.</exception>
    protected void DeferAsync<TEvent>(TEvent @event, Func<TEvent, Task> handler)
        where TEvent : notnull =>
        AddDeferred(new AsyncInvocation<TEvent>(@event, handler, stashing: false));

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

    internal void Run(Invocation invocation)
    {
        if (invocation.Stashing)
        {
            _stashingInvocations--;
        }

        CurrentMessage = invocation.Event;
        try
        {
            if (invocation.Rejection is { } cause)
            {
                PersistenceMetrics.PersistRejected(cause);
                OnPersistRejected(cause, invocation.Event, invocation.RejectedSequenceNr);
                return;
            }

            if (invocation.Entry is { } entry)
            {
                LastSequenceNr = entry.SequenceNr;
            }

            RunHandler(invocation);
        }
        finally
        {
            _pendingInvocations--;
        }
    }

    internal void FailPersist(Invocation first, Exception cause)
    {
        try
        {
            PersistenceMetrics.PersistFailed(cause);
            OnPersistFailure(cause, first.Event, first.Entry!.SequenceNr);
        }
        finally
        {
            StopSelf();
        }
    }

    /// <summary>Answers may overtake each other on their way; handlers run in the order of the writes.</summary>
    internal void AcceptAnswered()
    {
        CollectAnswered();
        PostPump();
    }

    private void RunHandler(Invocation invocation)
    {
        if (invocation.IsAsync)
        {
            RunTask(invocation.Run);
        }
        else
        {
            _ = invocation.Run();
        }
    }

    private void CheckMayPersist()
    {
        if (!ReferenceEquals(ActorCell.Current, _cell))
        {
            throw new NotSupportedException("Events are persisted only in a handler of their actor: not in a callback, and not after ConfigureAwait(false).");
        }

        if (IsRecovering)
        {
            throw new InvalidOperationException("An event cannot be persisted while events are replayed. Wait for RecoveryCompleted.");
        }
    }

    private void AddOne(Invocation invocation)
    {
        CheckMayPersist();
        RequireOwner();
        try
        {
            invocation.Entry = ToEntry(invocation.Event, _assignedSequenceNr + 1, _cell.System.TimeProvider.GetUtcNow());
            _assignedSequenceNr++;
        }
        catch (Exception e) when (e is EventSerializationException or StorageException)
        {
            // A rejected event takes no number: the journal has no gaps.
            invocation.Rejection = e;
            invocation.RejectedSequenceNr = _assignedSequenceNr + 1;
        }

        Add(invocation);
    }

    /// <returns>False when they were rejected.</returns>
    private bool AddAll<TEvent>(IEnumerable<TEvent> events, Func<TEvent, Invocation> invocation)
        where TEvent : notnull
    {
        CheckMayPersist();
        RequireOwner();
        ArgumentNullException.ThrowIfNull(events);
        Invocation[] all = [.. events.Select(invocation)];
        DateTimeOffset now = _cell.System.TimeProvider.GetUtcNow();
        Exception? rejection = null;
        try
        {
            for (int i = 0; i < all.Length; i++)
            {
                all[i].Entry = ToEntry(all[i].Event, _assignedSequenceNr + i + 1, now);
            }

            _assignedSequenceNr += all.Length;
        }
        catch (Exception e) when (e is EventSerializationException or StorageException)
        {
            rejection = e;
        }

        for (int i = 0; i < all.Length; i++)
        {
            if (rejection is not null)
            {
                all[i].Entry = null;
                all[i].Rejection = rejection;
                all[i].RejectedSequenceNr = _assignedSequenceNr + i + 1;
            }

            Add(all[i]);
        }

        return rejection is null;
    }

    private void AddDeferred(Invocation invocation)
    {
        CheckMayPersist();
        if (_pendingInvocations == 0 && !(_asyncRunning && invocation.IsAsync))
        {
            RunHandler(invocation);
        }
        else
        {
            Add(invocation);
        }
    }

    private JournalEntry ToEntry(object @event, long sequenceNr, DateTimeOffset now)
    {
        SerializedEvent serialized = ToJournal(@event);
        JournalEntry entry = new(sequenceNr, serialized.Manifest, serialized.Payload, now);
        return serialized.Tags.IsEmpty ? entry : entry with { Tags = serialized.Tags };
    }

    private SerializedEvent ToJournal(object @event)
    {
        SerializedEvent serialized = _persistence.Events.ToJournal(@event);
        return serialized.Payload.Length <= _persistence.Journal.MaxPayloadBytes
            ? serialized
            : throw TooLarge(serialized);
    }

    private StorageException TooLarge(SerializedEvent serialized) => new(
        StorageReason.TooLarge,
        $"A '{serialized.Manifest}' has {serialized.Payload.Length} bytes; at most {_persistence.Journal.MaxPayloadBytes} are stored. Put large content into a file and store its name.");

    private void Add(Invocation invocation)
    {
        // Handlers later find the sender of the command that persisted.
        _unsent ??= new(this, CurrentSender);
        _unsent.Add(invocation);
        _pendingInvocations++;
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
        if (_phase == Phase.Stopping)
        {
            return;
        }

        _inFlight.Enqueue(batch);
        batch.Send(_persistence.Journal, PersistenceId, WriterEpoch);
        CollectAnswered();
    }

    private void CollectAnswered()
    {
        while (_inFlight.TryPeek(out Batch? batch) && batch.Answered)
        {
            _answers.Enqueue(_inFlight.Dequeue());
        }
    }

    private void DiscardUnsent()
    {
        if (_unsent is not { } batch)
        {
            return;
        }

        _unsent = null;
        (int all, int stashing) = batch.Count();
        _assignedSequenceNr -= batch.Entries;
        _pendingInvocations -= all;
        _stashingInvocations -= stashing;
    }

    /// <summary>What a handler gets that belongs to no event.</summary>
    private sealed class NoEvent
    {
        public static readonly NoEvent Instance = new();
    }
}
