using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Persistence.Journal;

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
#pragma warning disable CA1001 // The kernel ends incarnations; the cancellation source holds nothing but memory.
public abstract partial class Eventsourced : ActorBase, IActorStash
#pragma warning restore CA1001
{
    // How many answers are handled in one go before the mailbox may look up, so that a stop gets through an endless chain of them.
    private const int AnswersAtOnce = 30;
    private readonly PersistenceExtension _persistence;
    private readonly ActorCell _cell = ActorCell.Current!;
    private readonly Queue<Answer> _answers = new();
    private readonly EnvelopeDeque _internalStash = new();
    private readonly Pump _pump = new();
    private readonly UnstashOne _unstashOne = new();
    private EventsourcedStash? _stash;
    private ILogger? _log;
    private volatile Phase _phase = Phase.Recovering;
    private bool _pumpPosted;
    private bool _unstashPosted;
    private bool _asyncRunning;

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

    /// <summary>Runs an asynchronous operation as part of the present handler: further messages wait until it ends, and what it persisted is stored then.</summary>
    /// <exception cref="NotSupportedException">Such an operation runs already.</exception>
    protected new void RunTask(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_asyncRunning)
        {
            throw new NotSupportedException("A RunTask cannot be nested in another one.");
        }

        _asyncRunning = true;
        bool inHandler = true;
        ActorBase.RunTask(async () =>
        {
            try
            {
                await action();
            }
            catch
            {
                DiscardUnsent();
                throw;
            }
            finally
            {
                _asyncRunning = false;
                if (!inHandler)
                {
                    CurrentCommand = null;
                    Settle();
                    PostPump();
                }
            }
        });
        inHandler = false;
    }

    /// <summary>Puts messages in front of the internal stash.</summary>
    internal void PrependToInternalStash(IReadOnlyList<Envelope> envelopes)
    {
        for (int i = envelopes.Count - 1; i >= 0; i--)
        {
            _internalStash.AddFirst(envelopes[i]);
        }
    }

    /// <summary>Takes what the journal answered; in the actor.</summary>
    internal void Accept(Answer answer)
    {
        _answers.Enqueue(answer);
        PostPump();
    }

    /// <summary>Brings an answer into the actor; from any thread.</summary>
    internal void PostAnswer(Answer answer) => _cell.Mailbox.PostSystem(answer);

    /// <summary>The same, where the caller has nothing else to do: the thread may go on as the actor's.</summary>
    internal void PostLastAnswer(Answer answer)
    {
        if (CommittedBatch.TakeTail())
        {
            _cell.Mailbox.PostSystemAndRun(answer);
        }
        else
        {
            _cell.Mailbox.PostSystem(answer);
        }
    }

    /// <summary>A message of a base class to itself, which neither waits in a stash nor reaches the user.</summary>
    private protected virtual bool Intercept(object message) => false;

    /// <summary>The incarnation ends; nothing of it may go on.</summary>
    private protected virtual void OnEnding()
    {
    }

    private bool HandleUserMessage(Receive receive, object message)
    {
        if (_phase == Phase.Ready)
        {
            return HandleCommand(receive, message);
        }

        if (_phase != Phase.Stopping)
        {
            StashInternally(message);
        }

        return true;
    }

    private void StashInternally(object message)
    {
        if (_internalStash.Count < InternalStashCapacity)
        {
            _internalStash.AddLast(new Envelope(message, CurrentSender));
            return;
        }

        Log.StashFull(PersistenceId, InternalStashCapacity, message.GetType());
        switch (InternalStashOverflowStrategy)
        {
            case DiscardToDeadLetterStrategy:
                _cell.System.DeadLetters.Tell(new DeadLetter(message, CurrentSender, Self), Self);
                break;
            case ReplyToStrategy reply:
                Sender.Tell(reply.Response, Self);
                break;
            default:
                throw new StashOverflowException($"The internal stash of '{PersistenceId}' is full ({InternalStashCapacity} messages wait for recovery or for the journal).");
        }
    }

    private bool HandleUnstashed(Receive receive)
    {
        _unstashPosted = false;
        if (_phase != Phase.Ready || _internalStash.Count == 0)
        {
            return true;
        }

        // The stash may have changed since: the sender must be that of the message.
        if (!ReferenceEquals(_internalStash.First.Sender, CurrentSender))
        {
            PostUnstash();
            return true;
        }

        return HandleCommand(receive, _internalStash.RemoveFirst().Message);
    }

    private bool HandleCommand(Receive receive, object message)
    {
        CurrentMessage = CurrentCommand = message;
        bool handled;
        try
        {
            handled = base.AroundReceive(receive, message);
        }
        catch
        {
            CurrentCommand = null;
            DiscardUnsent();
            PostUnstash();
            throw;
        }

        if (!_asyncRunning)
        {
            CurrentCommand = null;
            Settle();
            HandleAnswers();
        }

        return handled;
    }

    private void PostPump()
    {
        if (!_pumpPosted && _phase != Phase.Stopping && _answers.TryPeek(out Answer? next))
        {
            _pumpPosted = true;
            _cell.Mailbox.Prepend(new Envelope(_pump, next.Sender));
        }
    }

    /// <summary>Handles the answers that are there and have the sender that is set, some at most; the pump sees to the rest.</summary>
    private void HandleAnswers()
    {
        try
        {
            for (int i = 0; i < AnswersAtOnce && !_asyncRunning && !_pumpPosted && _phase != Phase.Stopping
                && _answers.TryPeek(out Answer? answer) && ReferenceEquals(answer.Sender, CurrentSender); i++)
            {
                CurrentCommand = null;
                HandleAnswer(answer);
            }
        }
        finally
        {
            PostPump();
        }

        if (!_asyncRunning)
        {
            CurrentMessage = null;
        }
    }

    private void HandleAnswer(Answer answer)
    {
        try
        {
            answer.Handle(this);
        }
        catch
        {
            // A supervisor that resumes must find the actor able to go on.
            DiscardUnsent();
            throw;
        }
        finally
        {
            // More of it is left where a handler failed, or awaits.
            if (answer.IsDone && _answers.TryPeek(out Answer? first) && ReferenceEquals(first, answer))
            {
                _answers.Dequeue();
            }

            if (!_asyncRunning)
            {
                Settle();
            }
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
        if (_phase == Phase.Ready && !_unstashPosted && _internalStash.Count > 0)
        {
            _unstashPosted = true;
            _cell.Mailbox.Prepend(new Envelope(_unstashOne, _internalStash.First.Sender));
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

    /// <summary>Says that an answer waits; carries the sender of the command that it answers. One for each incarnation.</summary>
    private sealed class Pump : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    /// <summary>Says that the first message of the internal stash is next; carries its sender. One for each incarnation.</summary>
    private sealed class UnstashOne : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record Carried(object Message) : INoSerializationVerificationNeeded;
}
