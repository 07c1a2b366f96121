using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Storage;
using Sapphire.Actors.Subscriptions;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Persistence;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Chat;

/// <summary>
/// One chat: plumbing around the pure <see cref="ChatState"/> and <see cref="ChatDecider"/>. Commands are answered, readers
/// told and turns started only after the events are stored. What a turn says goes to the readers at once and to the journal
/// at most once a second.
/// <code>
/// recovering ──► idle ──Say──► a turn is open ──ended──► idle, or the next turn that waits
///     │  ▲         └── no reader and no command for a while ──► passivates
///     ▼  │
///  for reading only: the store takes no writes; it recovers again when that is over
/// </code>
/// </summary>
public sealed partial class ChatSession : ReceivePersistentActor, IWithTimers
{
    private readonly ChatId _id;
    private readonly ChatServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SnapshotRetention _snapshots;
    private ChatState _state = ChatState.None;
    private ChatStateBuilder? _recovering;

    /// <summary>Creates the session of a chat.</summary>
    public ChatSession(ChatId id, ChatServices services)
    {
        _id = id;
        _services = services;
        _snapshots = new(services.Settings.SnapshotEvery);

        Recover<ChatEvent>(happened => (_recovering ??= new(_state)).Apply(happened));
        Recover<SnapshotOffer>(offer =>
        {
            _state = ((ChatStateSnapshot)offer.Snapshot).ToState();
            _snapshots.Offered(offer.Metadata);
        });
        Recover<RecoveryCompleted>(_ => Recovered());

        // A command is decided on what the readers see: with all that is still with the journal.
        Command<ChatCommand>(_ => ReadOnlyCause is null, command => Defer(command, Handle));
        Command<ChatCommand>(TryAgain);
        Command<StorageHealthChanged>(HandleStorage);
        Command<Subscribe>(AddSubscriber);
        Command<CheckSubscription>(Check);
        Command<WakeUp>(_ => { });
        Command<TurnMessage>(message => message.TurnId == _live?.TurnId && message.Turn.Equals(_turn), Handle);
        Command<TurnMessage>(_ => { });
        Command<StoreProgress>(_ => StoreUnstored());
        Command<PrepareToStop>(_ => Prepare());
        Command<HandOverChat>(_ => HandOver());
        Command<HandOverExpired>(_ => Leave());
        Command<Terminated>(terminated => Ended(terminated.ActorRef));
        Command<ReceiveTimeout>(_ => PassivateWhenIdle());
        Command<StopSession>(_ => Context.Stop(Self));
        Command<SaveSnapshotSuccess>(saved => DeleteOlder(saved.Metadata));
        Command<SaveSnapshotFailure>(failure =>
        {
            _snapshots.Failed();
            _log.Warning("The snapshot of {0} was not saved: {1}", PersistenceId, failure.Cause.Message);
        });
    }

    /// <inheritdoc />
    public override string PersistenceId => $"chat-{_id}";

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    // Whoever is not heard is told so, by the one who listens to the dead letters.
    /// <inheritdoc />
    public override IStashOverflowStrategy InternalStashOverflowStrategy => DiscardToDeadLetterStrategy.Instance;

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    /// <summary>The props of the session of a chat.</summary>
    public static Props Props(ChatId id, ChatServices services) => Kernel.Actor.Props.Create(() => new ChatSession(id, services));

    // A turn is never restarted: what it has said cannot be unsaid. Its end is noticed by the watch.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc />
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        CommandError error = NotStored(cause);
        Context.System.EventStream.Publish(new ChatStopped(_id, error));
        Sender.Tell(CommandReply.Refused(error));
    }

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        Sender.Tell(CommandReply.Refused(new("storage", "This could not be stored.", cause.Message, Retryable: false)));
    }

    // The commands and readers that wait get the reason, from the one who listens to the dead letters.
    /// <inheritdoc />
    protected override void OnRecoveryFailure(Exception reason, object? message)
    {
        base.OnRecoveryFailure(reason, message);
        bool mayPass = reason is RecoveryTimedOutException or StorageException { Reason: not (StorageReason.Corrupt or StorageReason.NewerVersion) };
        Context.System.EventStream.Publish(new ChatStopped(_id, new("unreadable", "This chat could not be opened.", reason.Message, mayPass)));
    }

    // The next incarnation does not know its readers: they subscribe again.
    /// <inheritdoc />
    protected override void PreRestart(Exception reason, object? message)
    {
        Publish(PublisherRestarted.Instance);
        base.PreRestart(reason, message);
    }

    private void Recovered()
    {
        _state = _recovering?.ToState() ?? _state;
        _recovering = null;
        TimeSpan passivateAfter = _services.Settings.PassivateAfter;
        Context.SetReceiveTimeout(passivateAfter == Timeout.InfiniteTimeSpan ? null : passivateAfter);
        if (RecoveredReadOnly())
        {
            return;
        }

        SayWork();
        if (_state.Open is not { } open)
        {
            StartNext();
        }
        else if (_state.OpenReply!.Touched)
        {
            // Running it again could say something else, or use a tool twice.
            Store([new TurnInterrupted(open, Now)]);
        }
        else
        {
            Start(open);
        }
    }

    private void Handle(ChatCommand command)
    {
        ImmutableArray<ReplyProgressed> unstored = _live?.Unstored(command.At) ?? [];
        ChatDecision decision = ChatDecider.Decide(
            _state,
            command switch
            {
                CancelTurn cancel => cancel with { Unstored = unstored },
                DeleteChat delete => delete with { Unstored = unstored },
                Say { Replaces: not null } say => say with { Unstored = unstored },
                EditReply edit => edit with { Unstored = unstored },
                RemoveMessages remove => remove with { Unstored = unstored },
                UndoLast undo => undo with { Unstored = unstored },
                _ => command,
            },
            _services.Settings.MaxText);
        IActorRef sender = Sender;
        Store(decision.Events, () => sender.Tell(decision.Reply));
    }

    private void Store(ImmutableArray<ChatEvent> events, Action? then = null)
    {
        if (events.IsEmpty)
        {
            then?.Invoke();
            return;
        }

        int left = events.Length;
        PersistAll(events, happened =>
        {
            Apply(happened);
            if (--left == 0)
            {
                SayWork();
                then?.Invoke();
                StartNext();
                TakeSnapshot();
                LeaveWhenSilent();
            }
        });
    }

    private void Apply(ChatEvent happened)
    {
        ChatState before = _state;
        _state = _state.Apply(happened);
        Tell(happened, before);
    }

    private void TakeSnapshot()
    {
        if (_state.Open is null && _snapshots.IsDue(LastSequenceNr))
        {
            SaveSnapshot(ChatStateSnapshot.From(_state));
        }
    }

    private void DeleteOlder(SnapshotMetadata saved)
    {
        if (_snapshots.Saved(saved) is { } old)
        {
            DeleteSnapshots(old);
        }
    }

    private void PassivateWhenIdle()
    {
        if (_subscribers.Count == 0 && _state is { Open: null, Waiting.IsEmpty: true })
        {
            Context.Parent.Tell(new Passivate(StopSession.Instance));
        }
    }
}
