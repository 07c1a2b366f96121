using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms;

/// <summary>
/// Starts rooms when they are needed, ends those that nobody needs, and rings in them when a timer fires.
/// <code>
/// (none) ──opened──► running ──RoomIdle──► stopping (messages wait) ──Terminated──► (none), or running again when any waited
///                       └──failed──► (none): the reader's stream ends, and it opens the room again
/// </code>
/// </summary>
public sealed partial class RoomDirectory : ReceiveActor, IWithTimers
{
    // Far more than one person has tabs.
    private const int MaxRooms = 256;
    private const int MaxWaiting = 1000;

    private readonly RoomServices _services;
    private readonly Dictionary<RoomId, IActorRef> _rooms = [];
    private readonly Dictionary<RoomId, Queue<(RoomMessage Message, IActorRef Sender)>> _stopping = [];
    private readonly HashSet<RoomId> _withReader = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Creates the directory.</summary>
    /// <param name="services">What rooms work with.</param>
    /// <param name="tellOthers">Tells the rooms of other nodes which timer was rung; null where there are none.</param>
    internal RoomDirectory(RoomServices services, Action<TimerRang>? tellOthers = null)
    {
        (_services, _tellOthers) = (services, tellOthers);
        Receive<RoomMessage>(Deliver);
        Receive<ReaderChanged>(Read);
        Receive<RoomIdle>(idle =>
        {
            if (_rooms.TryGetValue(idle.RoomId, out IActorRef? room) && room.Equals(Sender) && _stopping.TryAdd(idle.RoomId, []))
            {
                Context.Stop(room);
            }
        });
        Receive<Terminated>(terminated => Ended(terminated.ActorRef));
        Receive<NotificationRaised>(raised => Raise(raised.Notification));
        Receive<NotificationsSeen>(CatchUp);
        Receive<TimerRang>(rang => RangElsewhere(rang.Id));
        Receive<NobodyRang>(nobody => RingEverywhere(nobody.Notification));
        Receive<RoomProblem>(problem =>
        {
            foreach (RoomId room in _withReader)
            {
                _rooms.GetValueOrDefault(room)?.Tell(problem, Self);
            }
        });
    }

    /// <summary>The props of the directory.</summary>
    internal static Props Props(RoomServices services, Action<TimerRang>? tellOthers = null) => Kernel.Actor.Props.Create(() => new RoomDirectory(services, tellOthers));

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    // Published after it is stored; what fired before this program started comes to pages with the home.
    /// <inheritdoc />
    protected override void PreStart() => Context.System.EventStream.Subscribe<NotificationRaised>(Self);

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // A room that fails knows no more where it stood; whoever reads it opens it again, from the beginning.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Deliver(RoomMessage message)
    {
        if (_stopping.TryGetValue(message.RoomId, out Queue<(RoomMessage, IActorRef)>? waiting))
        {
            if (waiting.Count < MaxWaiting)
            {
                waiting.Enqueue((message, Sender));
            }
            else
            {
                Refuse(message);
            }

            return;
        }

        if (!_rooms.TryGetValue(message.RoomId, out IActorRef? room))
        {
            if (!message.StartsRoom || _rooms.Count >= MaxRooms)
            {
                Refuse(message);
                return;
            }

            room = Context.Watch(Context.ActorOf(Room.Props(message.RoomId, _services), message.RoomId.ToString()));
            _rooms.Add(message.RoomId, room);
        }

        room.Tell(message, Sender);
    }

    // A room that does not run speaks and hears nothing, so that there is nothing to stop in it.
    private void Refuse(RoomMessage message)
    {
        CommandError full = new("busy", $"{MaxRooms} pages are open.", "Close some of them.", Retryable: true);
        switch (message)
        {
            case GetMicrophonePosition:
                Sender.Tell(MicrophonePosition.Closed, Self);
                break;
            case OpenRoom open:
                open.Reader.End(new SubscriptionException(full));
                break;
            case OpenMicrophone open:
                open.Input.Close();
                break;
            case ReadAloud:
                Sender.Tell(CommandReply.Refused(full), Self);
                break;
        }
    }

    private void Ended(IActorRef room)
    {
        RoomId id = RoomId.Parse(room.Path.Name, null);
        _rooms.Remove(id);
        _withReader.Remove(id);
        if (_stopping.Remove(id, out Queue<(RoomMessage Message, IActorRef Sender)>? waiting))
        {
            foreach ((RoomMessage message, IActorRef sender) in waiting)
            {
                Self.Tell(message, sender);
            }
        }
    }

    private void Read(ReaderChanged changed)
    {
        if (!changed.HasReader)
        {
            _withReader.Remove(changed.RoomId);
            return;
        }

        _withReader.Add(changed.RoomId);
        RingWhatWaits();
    }
}
