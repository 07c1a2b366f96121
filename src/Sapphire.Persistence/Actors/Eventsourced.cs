using System.Diagnostics.CodeAnalysis;
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
/// an answer for an older incarnation is ignored. A handler that throws takes back what it persisted itself.
/// A <see cref="PoisonPill"/> does not wait: it ends the actor also while events are being stored, whose handlers then never run and
/// whose waiting commands are lost. Send a message of one's own that the actor answers with <c>Context.Stop(Self)</c>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The kernel ends incarnations; the cancellation source holds nothing but memory.")]
public abstract partial class Eventsourced : ActorBase, IActorStash
{
    private readonly PersistenceExtension _persistence;
    private readonly ActorCell _cell = ActorCell.Current!;
    private EventsourcedStash? _stash;
    private ILogger? _log;
    private volatile Phase _phase = Phase.Recovering;

    /// <summary>Called by the kernel.</summary>
    /// <exception cref="InvalidOperationException">The actor system has no persistence.</exception>
    protected Eventsourced() => _persistence = Persistence.Get(_cell.System);

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

    /// <summary>What a command meets that finds the internal stash full; by default what <c>akka.persistence.internal-stash-overflow-strategy</c> says.</summary>
    public virtual IStashOverflowStrategy InternalStashOverflowStrategy => _persistence.Settings.DefaultInternalStashOverflowStrategy;

    /// <summary>Commands that may wait in the internal stash: the stash capacity of the props or of their mailbox, 10,000 where those set none.</summary>
    protected virtual int InternalStashCapacity => _stash is { Capacity: > 0 and var capacity } ? capacity : 10_000;

    /// <summary>The system's journal and settings.</summary>
    protected PersistenceExtension Extension => _persistence;

    /// <summary>For the actor's own notes; named after its type.</summary>
    protected ILogger Log => _log ??= _cell.System.LoggerFactory.CreateLogger(GetType());

    // The message or event that is being handled, also when it came out of a stash.
    internal object? CurrentMessage { get; private set; }

    // The same where it is a command.
    internal object? CurrentCommand { get; private set; }

    internal bool IsEnding => _phase == Phase.Stopping;

    internal bool IsAwaiting => _asyncRunning;

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
                if (ReferenceEquals(pump, _pump))
                {
                    _pumpPosted = false;
                    HandleAnswers();
                }

                return true;
            case UnstashOne next:
                return !ReferenceEquals(next, _unstashOne) || HandleUnstashed(receive);
            case Carried carried:
                return HandleUserMessage(receive, carried.Message);
            default:
                return Intercept(message) || HandleUserMessage(receive, message);
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
            // What failed may be an event, or a message out of a stash: the kernel knows only what it delivered.
            base.AroundPreRestart(cause, message is null ? null : CurrentMessage ?? message);
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
            case RecoveryCompleted or SaveSnapshotSuccess or DeleteSnapshotSuccess or DeleteSnapshotsSuccess or DeleteMessagesSuccess:
                return;
            case SaveSnapshotFailure failure:
                Log.SnapshotNotSaved(PersistenceId, failure.Metadata.SequenceNr, failure.Cause);
                return;
            case DeleteSnapshotFailure failure:
                Log.SnapshotsNotDeleted(PersistenceId, failure.Cause);
                return;
            case DeleteSnapshotsFailure failure:
                Log.SnapshotsNotDeleted(PersistenceId, failure.Cause);
                return;
            case DeleteMessagesFailure failure:
                Log.MessagesNotDeleted(PersistenceId, failure.ToSequenceNr, failure.Cause);
                return;
            default:
                base.Unhandled(message);
                return;
        }
    }

    /// <summary>A message of a base class to itself, which neither waits in a stash nor reaches the user.</summary>
    private protected virtual bool Intercept(object message) => false;

    /// <summary>The incarnation ends; nothing of it may go on.</summary>
    private protected virtual void OnEnding()
    {
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
        CancelRecovery();
        OnEnding();
        if (_stash is { } stash)
        {
            PrependToInternalStash([.. stash.ClearStash()]);
        }

        Envelope[] waiting = _internalStash.Clear();
        for (int i = waiting.Length - 1; i >= 0; i--)
        {
            // The kernel would take a notice of its own for handled already.
            object message = waiting[i].Message is IAutoReceivedMessage ? new Carried(waiting[i].Message) : waiting[i].Message;
            _cell.Mailbox.Prepend(new Envelope(message, waiting[i].Sender));
        }

        while (_answers.TryDequeue(out Answer? answer))
        {
            answer.Discard();
        }
    }

    private sealed record Carried(object Message) : INoSerializationVerificationNeeded;
}
