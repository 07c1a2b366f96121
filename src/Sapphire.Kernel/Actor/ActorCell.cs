using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// The living side of a reference: runs one actor and everything the kernel does for it. All members but those marked
/// thread-safe are used only by the thread that runs the mailbox.
/// <code>
///  ActorOf ─► Create ─► [Alive] ─failure─► [Suspended] ─ Resume ──► [Alive]
///                          │                    │──── Restart ──► children stop ─► new instance ─► [Alive]
///                          └── Terminate ◄──────┘ Stop
///                                 └─► children stop ─► PostStop ─► [Ended]: parent, then watchers are told
/// </code>
/// </summary>
internal sealed partial class ActorCell : IUntypedActorContext
{
    [ThreadStatic]
    private static ActorCell? t_current;

    private readonly LocalActorRef _self;
    private ActorBase? _actor;
    private object? _message;
    private IActorRef? _sender;
    private Receive? _behavior;
    private Stack<Receive>? _behaviorStack;
    private bool _creating;
    private TimerScheduler? _timers;
    private volatile bool _subscribed;

    public ActorCell(ActorSystem system, LocalActorRef self, InternalActorRef parent, Props props)
    {
        System = system;
        _self = self;
        ParentRef = parent;
        Props = props;
        MessageDispatcher dispatcher = system.Dispatchers.Of(props);
        Mailbox = new Mailbox(this, dispatcher.ForActor(self.Path), system.Mailboxes.Of(props, dispatcher).Create());
        self.Cell = this;
    }

    /// <summary>The cell that this thread runs.</summary>
    public static ActorCell? Current
    {
        get => t_current;
        set => t_current = value;
    }

    public ActorSystem System { get; }

    public Props Props { get; }

    public Mailbox Mailbox { get; }

    public MessageDispatcher Dispatcher => Mailbox.Dispatcher;

    public InternalActorRef ParentRef { get; }

    public ActorBase? Actor => _actor;

    public IActorRef Self => _self;

    public LocalActorRef SelfRef => _self;

    public IActorRef Parent => ParentRef;

    public IActorRef? RawSender => _sender;

    public IActorRef Sender => _sender ?? System.DeadLetters;

    public object? CurrentMessage => _message;

    public Envelope CurrentEnvelope => new(_message!, _sender);

    /// <summary>Tells one delivery from the next, also of the very same message.</summary>
    public long CurrentEnvelopeId { get; private set; }

    public void Start() => Mailbox.Start();

    /// <summary>Handles a user message; never throws.</summary>
    public void Invoke(in Envelope envelope)
    {
        object message = envelope.Message;
        _message = message;
        _sender = envelope.Sender;
        CurrentEnvelopeId++;
        try
        {
            if (message is IAutoReceivedMessage) AutoReceive(message);
            else ReceiveMessage(message);
        }
        catch (Exception ex)
        {
            // The present message: that of a timer or a watch of one's own is not what came.
            HandleInvokeFailure(ex, _message);
        }
    }

    private void ReceiveMessage(object message)
    {
        if (_behavior is { } behavior) _actor!.AroundReceive(behavior, message);
        else _actor!.ReceiveByDefault(message);
        if (_receiveTimeout is not null && message is not INotInfluenceReceiveTimeout) _receiveTimeout.Touch();
    }

    private void AutoReceive(object message)
    {
        switch (message)
        {
            case TimerMessage timer:
                if (_timers?.TryTake(timer) == true)
                {
                    // What may be stashed is the message; its timer is done.
                    _message = timer.Message;
                    if (timer.Message is IAutoReceivedMessage) AutoReceive(timer.Message);
                    else ReceiveMessage(timer.Message);
                }

                break;
            case ReceiveTimeoutTick tick:
                HandleReceiveTimeoutTick(tick);
                break;
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            default:
                ReceiveMessage(message);
                break;
        }
    }

    /// <summary>Handles a system message; never throws.</summary>
    public void SystemInvoke(SystemMessage message)
    {
        try
        {
            message.Invoke(this);
        }
        catch (Exception ex)
        {
            HandleInvokeFailure(ex, failedBy: message as Failed);
        }
    }

    /// <summary>The mailbox goes to rest: what was handled must not be kept alive.</summary>
    public void OnIdle()
    {
        if (_failed is not null) return;
        _message = null;
        _sender = null;
    }

    public void HandleCreate()
    {
        try
        {
            NewActor();
            _actor!.AroundPreStart();
        }
        catch (Exception ex) when (ex is not ActorInitializationException { Actor: { } a } || !a.Equals(_self))
        {
            DropFailedInstance();
            throw new ActorInitializationException(_self, $"Exception during the creation of {_self.Path}: {ex.GetType().Name}: {ex.Message}", ex);
        }
    }

    private void DropFailedInstance()
    {
        AbandonHandlers();
        ClearIncarnation();
        _actor = null;
    }

    private void NewActor()
    {
        _behavior = null;
        _behaviorStack = null;
        _actor = null;
        _creating = true;
        try
        {
            ActorBase actor = Props.NewActor() ?? throw new ActorInitializationException(_self, "The props made no actor (null).");
            _actor = actor;
            _instanceEnded = false;
            if (_behavior is null && actor.LooksAtEachMessage) _behavior = actor.ReceiveInternal;
            if (actor is IActorStash stashing) stashing.Stash = new StashImpl(this, System.Mailboxes.StashCapacityOf(Props));
            if (actor is IWithTimers timed) timed.Timers = _timers ??= new TimerScheduler(this);
            actor.OnConstructed();
        }
        finally
        {
            _creating = false;
        }
    }

    /// <summary>Called by the constructor of an actor.</summary>
    public static ActorCell ForConstruction(ActorBase actor)
    {
        if (Current is not { _creating: true } cell)
        {
            throw new ActorInitializationException(
                null, $"{actor.GetType()} was made with 'new'. Make it with ActorOf(Props.Create(() => new {actor.GetType().Name}(...))).");
        }

        return cell;
    }

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _behavior = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _behaviorStack ??= new();
        _behaviorStack.Push(_behavior ?? (m => _actor!.ReceiveInternal(m)));
        _behavior = receive;
    }

    public void Become(UntypedReceive receive) => Become(Handled(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(Handled(receive));

    private static Receive Handled(UntypedReceive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return m =>
        {
            receive(m);
            return true;
        };
    }

    public void UnbecomeStacked()
    {
        if (_behaviorStack is { Count: > 0 }) _behavior = _behaviorStack.Pop();
    }

    /// <summary>Thread-safe: the end of this actor must look into the event stream.</summary>
    public void MarkSubscribed()
    {
        _subscribed = true;

        // Whoever marks looks next whether the mailbox is closed; the end closes it, then looks at the mark. One must see the other.
        Interlocked.MemoryBarrier();
    }

    public ActorSelection ActorSelection(string actorPath) => global::Sapphire.Kernel.Actor.ActorSelection.Create(_self, System, actorPath);

    public ActorSelection ActorSelection(ActorPath actorPath) => global::Sapphire.Kernel.Actor.ActorSelection.Create(_self, System, actorPath.ToString());

    public void PublishUnhandled(object message) => System.EventStream.Publish(new UnhandledMessage(message, Sender, _self));

    /// <param name="cause">The failure.</param>
    /// <param name="message">The line of log.</param>
    /// <param name="event">What the event stream gets, where it is something else.</param>
    public void LogError(Exception? cause, string message, Error? @event = null)
    {
        System.EventStream.Publish(@event ?? new Error(cause, _self.Path.ToString(), _actor?.GetType() ?? typeof(ActorCell), message));
        if (System.Settings.MinimumLogLevel > LogLevel.Error) return;
#pragma warning disable CA2254 // The text is the kernel's own.
        System.LoggerFactory.CreateLogger(_actor?.GetType() ?? typeof(ActorCell)).LogError(cause, message);
#pragma warning restore CA2254
    }

    /// <param name="message">The line of log.</param>
    /// <param name="event">What the event stream gets.</param>
    public void LogWarning(string message, Warning @event)
    {
        System.EventStream.Publish(@event);
        if (System.Settings.MinimumLogLevel > LogLevel.Warning) return;
#pragma warning disable CA2254 // The text is the kernel's own.
        System.LoggerFactory.CreateLogger(_actor?.GetType() ?? typeof(ActorCell)).LogWarning(message);
#pragma warning restore CA2254
    }
}
