using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>
/// The base of persistent actors: state is what the stored events make of it. Names and rules are those of Akka.Persistence.
/// <code>
///   start ─► [Recovering] ── snapshot, events, RecoveryCompleted ──► [Ready] ◄────────────┐
///                 │                                                     │ Persist         │ all handlers ran
///                 │ cannot recover                                      ▼                 │
///                 └─► OnRecoveryFailure ─► stop                   [Persisting] ─ on disk ─┘
///                                                                       │ cannot store
///                                                                       └─► OnPersistFailure ─► stop
/// </code>
/// Commands that come while recovering or persisting wait in an internal stash, in their order. A handler given to Persist runs
/// after the commit: reply and act there. No thread waits for the disk; what the journal answers comes before other messages, and
/// an answer for an older incarnation is ignored.
/// </summary>
#pragma warning disable CA1001 // The kernel ends incarnations; the cancellation source holds nothing but memory.
public abstract partial class Eventsourced : ActorBase, IActorStash
#pragma warning restore CA1001
{
    private readonly PersistenceExtension _persistence;
    private readonly Queue<Answer> _answers = new();
    private readonly LinkedList<Envelope> _internalStash = new();
    private EventsourcedStash? _stash;
    private Phase _phase = Phase.Recovering;
    private bool _pumpPosted;
    private bool _unstashPosted;
    private bool _asyncRunning;

    /// <summary>Called by the kernel.</summary>
    /// <exception cref="InvalidOperationException">The actor system has no persistence.</exception>
    protected Eventsourced()
    {
        _persistence = Persistence.Get(Context.System);
        Log = Context.System.LoggerFactory.CreateLogger(GetType());
    }

    private enum Phase
    {
        Recovering,
        Ready,
        Persisting,
        Stopping,
    }

    /// <summary>Whose events these are: unique in the journal, never changed, at most 255 characters.</summary>
    public abstract string PersistenceId { get; }

    /// <summary>Whether the events are still being replayed.</summary>
    public bool IsRecovering => _phase == Phase.Recovering && !_recoveryCompleted;

    /// <summary>Whether recovery has finished.</summary>
    public bool IsRecoveryFinished => !IsRecovering;

    /// <summary>The sequence number of the event handled last; in a handler given to Persist, that of its event.</summary>
    public long LastSequenceNr { get; private set; }

    /// <summary>The last event that the snapshot saved or loaded last contains; 0 for none.</summary>
    public long SnapshotSequenceNr { get; private set; }

    /// <summary>The epoch with which this incarnation owns its id; grows with each one. Known from <see cref="RecoveryCompleted"/> on.</summary>
    public long WriterEpoch { get; private set; }

    /// <summary>Messages that the actor puts aside itself. Unstashed ones come before all others that wait.</summary>
    public IStash Stash => _stash ?? throw new InvalidOperationException("The stash is not there in the constructor; use it from PreStart on.");

    IStash IActorStash.Stash
    {
        get => Stash;
        set => _stash = new(this, value.Capacity);
    }

    /// <summary>Commands that may wait in the internal stash; more go to the dead letters.</summary>
    protected virtual int InternalStashCapacity => 10_000;

    /// <summary>For the actor's own notes; named after its type.</summary>
    protected ILogger Log { get; }

    // The message that the actor sees, also when it came out of a stash.
    internal object? CurrentMessage { get; private set; }

    internal static IActorRef? CurrentSender => ActorCell.Current!.RawSender;

    /// <summary>Handles the snapshot, the events and <see cref="RecoveryCompleted"/>; false for what is unknown.</summary>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>Handles a command; false when it is unknown.</summary>
    protected abstract bool ReceiveCommand(object message);

    /// <inheritdoc/>
    protected sealed override bool Receive(object message) => ReceiveCommand(message);

    /// <inheritdoc/>
    protected internal sealed override bool AroundReceive(Receive receive, object message)
    {
        switch (message)
        {
            case Pump pump:
                if (ReferenceEquals(pump.Owner, this))
                {
                    HandleAnswer();
                }

                return true;
            case UnstashOne next:
                return !ReferenceEquals(next.Owner, this) || HandleUnstashed(receive);
            case Carried carried:
                return HandleUserMessage(receive, carried.Message);
            default:
                return HandleUserMessage(receive, message);
        }
    }

    /// <inheritdoc/>
    public override void AroundPreStart()
    {
        StartRecovery();
        base.AroundPreStart();
    }

    /// <inheritdoc/>
    public override void AroundPostRestart(Exception cause, object? message)
    {
        StartRecovery();
        base.AroundPostRestart(cause, message);
    }

    /// <inheritdoc/>
    public override void AroundPreRestart(Exception cause, object? message)
    {
        try
        {
            base.AroundPreRestart(cause, message is Pump or UnstashOne or Carried ? CurrentMessage : message);
        }
        finally
        {
            EndIncarnation();
        }
    }

    /// <inheritdoc/>
    public override void AroundPostStop()
    {
        try
        {
            base.AroundPostStop();
        }
        finally
        {
            EndIncarnation();
        }
    }

    /// <inheritdoc/>
    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted or SaveSnapshotSuccess or DeleteSnapshotsSuccess:
                return;
            case SaveSnapshotFailure failure:
                Log.SnapshotNotSaved(PersistenceId, failure.Metadata.SequenceNr, failure.Cause);
                return;
            case DeleteSnapshotsFailure failure:
                Log.SnapshotsNotDeleted(PersistenceId, failure.Cause);
                return;
            default:
                base.Unhandled(message);
                return;
        }
    }

    /// <summary>Runs an asynchronous command: further ones wait until it ends, and what it persisted is stored then.</summary>
    protected void RunCommandTask(Func<Task> action)
    {
        _asyncRunning = true;
        RunTask(async () =>
        {
            try
            {
                await action();
            }
            catch
            {
                _asyncRunning = false;
                DiscardUnsent();
                throw;
            }

            _asyncRunning = false;
            Settle();
        });
    }

    /// <summary>Puts messages in front of the internal stash.</summary>
    internal void PrependToInternalStash(IEnumerable<Envelope> envelopes)
    {
        foreach (Envelope envelope in envelopes.Reverse())
        {
            _internalStash.AddFirst(envelope);
        }
    }

    private bool HandleUserMessage(Receive receive, object message)
    {
        if (_phase == Phase.Ready)
        {
            return HandleCommand(receive, message);
        }

        if (_phase != Phase.Stopping)
        {
            if (_internalStash.Count >= InternalStashCapacity)
            {
                Log.StashFull(PersistenceId, InternalStashCapacity, message.GetType());
                Context.System.DeadLetters.Tell(message, CurrentSender);
            }
            else
            {
                _internalStash.AddLast(new Envelope(message, CurrentSender));
            }
        }

        return true;
    }

    private bool HandleUnstashed(Receive receive)
    {
        _unstashPosted = false;
        if (_phase != Phase.Ready || _internalStash.First is not { } first)
        {
            return true;
        }

        // The stash may have changed since: the sender must be that of the message.
        if (!ReferenceEquals(first.Value.Sender, CurrentSender))
        {
            PostUnstash();
            return true;
        }

        _internalStash.RemoveFirst();
        return HandleCommand(receive, first.Value.Message);
    }

    private bool HandleCommand(Receive receive, object message)
    {
        CurrentMessage = message;
        bool handled;
        try
        {
            handled = base.AroundReceive(receive, message);
        }
        catch
        {
            DiscardUnsent();
            PostUnstash();
            throw;
        }

        if (!_asyncRunning)
        {
            Settle();
        }

        return handled;
    }

    /// <summary>Takes what the journal answered; runs in the actor, before any other message.</summary>
    private void Accept(Answer answer)
    {
        _answers.Enqueue(answer);
        PostPump();
    }

    private void PostPump()
    {
        if (!_pumpPosted && _answers.TryPeek(out Answer? next))
        {
            _pumpPosted = true;
            ActorCell.Current!.Mailbox.Prepend(new Envelope(new Pump(this), next.Sender));
        }
    }

    private void HandleAnswer()
    {
        _pumpPosted = false;
        Answer answer = _answers.Peek();
        bool done = true;
        try
        {
            if (_phase != Phase.Stopping)
            {
                // False: more of this answer is left, since its handler failed and the supervisor may resume the actor.
                done = false;
                answer.Handle(this);
                done = true;
                Settle();
            }
        }
        catch
        {
            // A supervisor that resumes must find the actor able to go on.
            DiscardUnsent();
            Settle();
            throw;
        }
        finally
        {
            if (done || answer.IsDone)
            {
                _answers.Dequeue();
            }

            PostPump();
        }
    }

    /// <summary>After a handler: sends what it persisted, and takes the next command if nothing holds it back.</summary>
    private void Settle()
    {
        SendBatch();
        if (_phase is Phase.Ready or Phase.Persisting)
        {
            _phase = _stashingInvocations > 0 ? Phase.Persisting : Phase.Ready;
        }

        PostUnstash();
    }

    private void PostUnstash()
    {
        if (_phase == Phase.Ready && !_unstashPosted && _internalStash.First is { } first)
        {
            _unstashPosted = true;
            ActorCell.Current!.Mailbox.Prepend(new Envelope(new UnstashOne(this), first.Value.Sender));
        }
    }

    private void StopSelf()
    {
        _phase = Phase.Stopping;
        Context.Stop(Self);
    }

    /// <summary>What waits goes back before the mailbox: to the next incarnation, or to the dead letters.</summary>
    private void EndIncarnation()
    {
        _phase = Phase.Stopping;
        _recovery?.Cancel();
        if (_stash is { } stash)
        {
            PrependToInternalStash(stash.ClearStash());
        }

        foreach (Envelope envelope in _internalStash.Reverse())
        {
            // The kernel would take a notice of its own for handled already.
            object message = envelope.Message is IAutoReceivedMessage ? new Carried(envelope.Message) : envelope.Message;
            ActorCell.Current!.Mailbox.Prepend(new Envelope(message, envelope.Sender));
        }

        _internalStash.Clear();
    }

    /// <summary>Says that an answer waits; carries the sender of the command that it answers.</summary>
    private sealed record Pump(Eventsourced Owner) : INoSerializationVerificationNeeded, Kernel.Event.IDeadLetterSuppression;

    /// <summary>Says that the first message of the internal stash is next; carries its sender.</summary>
    private sealed record UnstashOne(Eventsourced Owner) : INoSerializationVerificationNeeded, Kernel.Event.IDeadLetterSuppression;

    private sealed record Carried(object Message) : INoSerializationVerificationNeeded;
}
