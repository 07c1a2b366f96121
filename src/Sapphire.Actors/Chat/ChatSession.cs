using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Storage;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Turns;
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
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SnapshotRetention _snapshots;
    private ChatState _state = ChatState.None;
    private LiveReply? _live;
    private IActorRef? _turn;
    private int _turnCount;
    private long _lastSequence;

    /// <summary>Creates the session of a chat.</summary>
    public ChatSession(ChatId id, ChatServices services)
    {
        _id = id;
        _services = services;
        _snapshots = new(services.Settings.SnapshotEvery);

        Recover<ChatEvent>(happened => _state = _state.Apply(happened));
        Recover<SnapshotOffer>(offer =>
        {
            _state = ((ChatStateSnapshot)offer.Snapshot).ToState();
            _snapshots.Offered(offer.Metadata);
        });
        Recover<RecoveryCompleted>(_ => Recovered());

        Command<ChatCommand>(_ => ReadOnlyCause is null, Handle);
        Command<ChatCommand>(TryAgain);
        Command<StorageHealthChanged>(HandleStorage);
        Command<Subscribe>(AddSubscriber);
        Command<WakeUp>(_ => { });
        Command<TurnMessage>(message => message.TurnId == _live?.TurnId && message.Turn.Equals(_turn), Handle);
        Command<TurnMessage>(_ => { });
        Command<StoreProgress>(_ => StoreUnstored());
        Command<PrepareToStop>(_ => Prepare());
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
        TimeSpan passivateAfter = _services.Settings.PassivateAfter;
        Context.SetReceiveTimeout(passivateAfter == Timeout.InfiniteTimeSpan ? null : passivateAfter);
        if (RecoveredReadOnly())
        {
            return;
        }

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
                _ => command,
            },
            _services.Settings.MaxText);
        IActorRef sender = Sender;
        Store(decision.Events, () => sender.Tell(decision.Reply));
    }

    private void Handle(TurnMessage message)
    {
        DateTimeOffset now = Now;
        IActorRef sender = Sender;
        switch (message)
        {
            case TurnSaid said:
                Publish(_live!.Say(said.Text, said.Reasoning));
                if (!Timers.IsTimerActive(StoreProgress.Instance))
                {
                    Timers.StartSingleTimer(StoreProgress.Instance, StoreProgress.Instance, _services.Settings.ProgressInterval);
                }

                break;
            case TurnSync:
                sender.Tell(TurnMayGoOn.Instance);
                break;
            case TurnCalls calls:
                StoreWithUnstored(now, [.. calls.Calls.Select(call => new ToolCalled(calls.TurnId, call.CallId, call.Name, call.Arguments, now))], () => sender.Tell(TurnMayGoOn.Instance));
                break;
            case TurnToolReturned returned:
                Store([new ToolReturned(returned.TurnId, returned.CallId, returned.Result, returned.Error, returned.DurationMs, now)]);
                break;
            case TurnDone done:
                StoreWithUnstored(now, [new ReplyCompleted(done.TurnId, done.Outcome.Model, done.Outcome.Usage, now)]);
                break;
            case TurnBroke broke:
                StoreWithUnstored(now, [new TurnFailed(broke.TurnId, broke.Title, broke.Detail, broke.CanRetry, null, now)]);
                break;
        }
    }

    private void StoreUnstored()
    {
        if (_live is { HasUnstored: true })
        {
            StoreWithUnstored(Now, []);
        }
    }

    private void StoreWithUnstored(DateTimeOffset now, ImmutableArray<ChatEvent> events, Action? then = null) =>
        Store([.. _live?.Unstored(now) ?? [], .. events], then);

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
            MessageId? leaf = _state.Leaf;
            _state = _state.Apply(happened);
            Tell(happened, leaf);
            if (--left == 0)
            {
                then?.Invoke();
                StartNext();
                TakeSnapshot();
            }
        });
    }

    // What readers see of an event that is stored now.
    private void Tell(ChatEvent happened, MessageId? leafBefore)
    {
        switch (happened)
        {
            case UserSaid e when _state.Nodes.Count == 2 || e.ParentId != leafBefore:
                // The first message may have named the chat; a correction begins another branch.
                Publish(new ChatSnapshot(View()));
                break;
            case UserSaid e:
                Publish(new MessageChanged(View(e.MessageId)));
                Publish(new MessageChanged(View(e.ReplyId)));
                break;
            case TurnRequested e:
                Publish(e.Continues ? new MessageChanged(View(e.ReplyId)) : new ChatSnapshot(View()));
                break;
            case TurnStarted e:
                Start(e.TurnId);
                Publish(new MessageChanged(View(_state.Replies[e.TurnId])));
                break;
            case ReplyProgressed:
                _live?.Stored();
                break;
            case ToolCalled e when _live?.Changed(_state.OpenReply!, e.CallId) is { } change:
                Publish(change);
                break;
            case ToolReturned e when _live?.Changed(_state.OpenReply!, e.CallId) is { } change:
                Publish(change);
                break;
            case ReplyCompleted e:
                End(e.TurnId);
                break;
            case TurnFailed e:
                End(e.TurnId);
                break;
            case TurnCancelled e:
                End(e.TurnId);
                break;
            case TurnInterrupted e:
                End(e.TurnId);
                break;
            case ReplyHeard e when _state.IsOnBranch(_state.Replies[e.TurnId]):
                Publish(new MessageChanged(View(_state.Replies[e.TurnId])));
                break;
            case ChatRenamed or ChatDeleted or ChatRestored:
                Publish(new ChatSnapshot(View()));
                break;
        }
    }

    private void Start(TurnId turn)
    {
        ChatNode reply = _state.OpenReply!;
        // Numbers never go back within an epoch, also when a reply is continued.
        _live = new(turn, reply, WriterEpoch, _lastSequence);
        TurnRequest request = new(
            new ToolContext(_id, turn, reply.ParentId is { } said ? _state.Nodes[said].RoomId : null),
            PromptBuilder.Build(_services.SystemPrompt(), _state.BranchTo(reply.Id)),
            [.. reply.Parts.OfType<ToolPart>().Select(tool => tool.CallId)]);
        _turn = Context.Watch(Context.ActorOf(Turn.Props(_services.Loop, request), $"turn-{++_turnCount}"));
    }

    private void StartNext()
    {
        if (_state is { Open: null, Waiting.IsEmpty: false })
        {
            Store([new TurnStarted(_state.Waiting[0], Now)]);
        }
    }

    private void End(TurnId turn)
    {
        // Readers hold the selected branch only; a correction ends turns on the branch that it leaves.
        MessageId reply = _state.Replies[turn];
        if (_state.IsOnBranch(reply))
        {
            Publish(new MessageChanged(View(reply)));
        }

        if (_live?.TurnId != turn)
        {
            return;
        }

        _lastSequence = _live.Sequence;
        _live = null;
        Timers.Cancel(StoreProgress.Instance);
        if (_turn is { } actor)
        {
            _turn = null;
            Context.Unwatch(actor);
            Context.Stop(actor);
        }
    }

    private void Ended(IActorRef actor)
    {
        _subscribers.Remove(actor);
        if (actor.Equals(_turn) && _live is { } live)
        {
            _turn = null;
            StoreWithUnstored(Now, [new TurnFailed(live.TurnId, "Something went wrong inside Sapphire.", "The log says what. Try again.", CanRetry: true, null, Now)]);
        }
    }

    private void Prepare()
    {
        // After the next start the turn is marked as interrupted, with all that it said.
        if (_turn is { } turn)
        {
            _turn = null;
            Context.Unwatch(turn);
            Context.Stop(turn);
        }

        IActorRef sender = Sender;
        StoreWithUnstored(Now, [], () => sender.Tell(PrepareToStop.Instance));
    }

    private void AddSubscriber(Subscribe subscribe)
    {
        if (!_state.Exists && ReadOnlyCause is { } cause)
        {
            // It may be about to be created.
            Sender.Tell(new SubscriptionRefused(NotStored(cause)));
            return;
        }

        if (!_state.Exists)
        {
            Sender.Tell(new SubscriptionRefused(new("unknown-chat", "There is no such chat.", "It may have been made in another home. Start a new chat.", Retryable: false)));
            return;
        }

        if (_subscribers.Add(subscribe.Subscriber))
        {
            Context.Watch(subscribe.Subscriber);
        }

        subscribe.Subscriber.Tell(new ChatSnapshot(View()));
    }

    private void Publish(object update)
    {
        foreach (IActorRef subscriber in _subscribers)
        {
            subscriber.Tell(update);
        }
    }

    private ChatView View() => new(_id, _state.Title ?? ChatState.DefaultTitle, [.. _state.Branch.Select(View)], _state.Deleted);

    private MessageView View(MessageId id) => View(_state.Nodes[id]);

    private MessageView View(ChatNode node) => _live?.MessageId == node.Id ? _live.View(node) : ReadOnlyView(node) ?? node.ToView(WriterEpoch, 0);

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
