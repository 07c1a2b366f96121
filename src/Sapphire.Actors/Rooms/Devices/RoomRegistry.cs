using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// The rooms that are there, on whichever node: each says so every second. Commands for a room go through here.
/// <code>
/// (none) ──announced──► there ◄──announced── silent ──5 min──► (none)        there, silent ──says that it ends──► (none)
///                         └──5 s without a word, or its node is gone──► silent (shown as away, takes no commands)
/// </code>
/// Two of one name: every registry sees both and comes to the same result, that the one that was started first has it. The other one
/// is told by the registry of its own node, takes no part, and takes over once the first has fallen silent or ended.
/// </summary>
public sealed class RoomRegistry : ReceiveActor, IWithTimers
{
    /// <summary>A room that has not announced itself for so long is away.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>A room that is away for so long is not shown any more: it was taken away, not restarted.</summary>
    internal static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // By its path too, which names its node: of two rooms of one name both are known.
    private readonly Dictionary<(RoomId Id, ActorPath Path), Entry> _rooms = [];
    private readonly TimeProvider _time;
    private readonly Action<object, IActorRef>? _publish;

    /// <summary>Creates the registry.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="publish">Tells the registries of other nodes what a room of this one says; null where there are none.</param>
    internal RoomRegistry(TimeProvider time, Action<object, IActorRef>? publish = null)
    {
        (_time, _publish) = (time, publish);
        Receive<RoomAnnounced>(Keep);
        Receive<RoomLeft>(Leave);
        Receive<Terminated>(terminated =>
        {
            foreach (Entry gone in _rooms.Values.Where(one => one.Device.Equals(terminated.ActorRef)).ToArray())
            {
                gone.SilentSince ??= _time.GetUtcNow();
                Settle(gone.View.Id);
            }
        });
        Receive<LookNow>(_ => LookAround());
        Receive<GetRooms>(_ => Sender.Tell(new RoomList([.. _rooms.Values.Select(View).OrderBy(view => view.Name, StringComparer.OrdinalIgnoreCase).ThenBy(view => view.TakenBy is not null)])));
        Receive<RoomCommand>(Deliver);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The props of the registry.</summary>
    internal static Props Props(TimeProvider time, Action<object, IActorRef>? publish = null) => Kernel.Actor.Props.Create(() => new RoomRegistry(time, publish));

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), LookNow.Instance, Look);

    private static bool IsOfThisNode(Entry entry) => NodeAddress.NodeOf(entry.Device) is null;

    private static RoomView View(Entry entry) => entry.View with { SilentSince = entry.SilentSince, TakenBy = entry.TakenBy, Away = entry.View.Away || entry.SilentSince is not null };

    private void Keep(RoomAnnounced announced)
    {
        IActorRef device = Sender;
        (RoomId, ActorPath) key = (announced.Room.Id, device.Path);
        Entry? known = _rooms.GetValueOrDefault(key);
        if (known is not { SilentSince: null } || !known.Device.Equals(device))
        {
            // Its node may end without a word; one that was cut off for long is watched no more.
            Context.Watch(device);
        }

        Entry entry = new(announced.Room, device, announced.Started, _time.GetTimestamp()) { TakenBy = known is null ? announced.Room.TakenBy : known.TakenBy };
        if (known is null)
        {
            // The same machine, in an earlier life.
            foreach ((RoomId, ActorPath) earlier in _rooms.Where(one => one.Value.View.Id == announced.Room.Id && one.Value.View.Node == announced.Room.Node).Select(one => one.Key).ToArray())
            {
                Remove(earlier);
            }
        }

        _rooms[key] = entry;
        Publish(announced, entry);
        if (known is not { SilentSince: null })
        {
            Settle(announced.Room.Id);
        }
    }

    private void Leave(RoomLeft left)
    {
        if (_rooms.TryGetValue((left.Id, Sender.Path), out Entry? entry))
        {
            Publish(left, entry);
            Remove((left.Id, Sender.Path));
            Settle(left.Id);
        }
    }

    private void Publish(object message, Entry entry)
    {
        if (IsOfThisNode(entry))
        {
            _publish?.Invoke(message, entry.Device);
        }
    }

    private void Remove((RoomId Id, ActorPath Path) key)
    {
        if (_rooms.Remove(key, out Entry? entry))
        {
            Context.Unwatch(entry.Device);
        }
    }

    private void LookAround()
    {
        foreach (((RoomId, ActorPath) key, Entry entry) in _rooms.ToArray())
        {
            TimeSpan silent = _time.GetElapsedTime(entry.At);
            if (silent > Forgotten)
            {
                Remove(key);
            }
            else if (silent > Silence && entry.SilentSince is null)
            {
                entry.SilentSince = _time.GetUtcNow() - silent;
                Settle(entry.View.Id);
            }
        }
    }

    // Who has the name. The same everywhere, since everybody compares the same.
    private void Settle(RoomId id)
    {
        Entry[] all = [.. _rooms.Values.Where(one => one.View.Id == id)];
        Entry? first = all.Where(one => one.SilentSince is null).OrderBy(one => one.Started).ThenBy(one => one.View.Node, StringComparer.Ordinal).FirstOrDefault();
        foreach (Entry entry in all)
        {
            string? by = first is null || ReferenceEquals(entry, first) ? null : first.View.Node;
            if (entry.TakenBy != by)
            {
                entry.TakenBy = by;
                if (IsOfThisNode(entry))
                {
                    entry.Device.Tell(new RoomNameTaken(by), Self);
                }
            }
        }
    }

    private void Deliver(RoomCommand command)
    {
        Entry? entry = Find(one => string.Equals(one.View.Name, command.Room.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? (RoomId.TryParse(command.Room, null, out RoomId id) ? Find(one => one.View.Id == id) : null);
        if (entry is null)
        {
            string known = _rooms.Count == 0
                ? "There is none: start one with 'sapphire run --room NAME'."
                : $"There is: {string.Join(", ", _rooms.Values.Select(one => one.View.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))}.";
            Sender.Tell(new RoomAnswer(new CommandError("unknown-room", $"There is no room '{command.Room}' now.", known, Retryable: true)));
        }
        else if (entry.SilentSince is { } since)
        {
            Sender.Tell(new RoomAnswer(new CommandError(
                "unavailable", $"{entry.View.Name} does not answer.", $"Nothing was heard of it since {since:yyyy-MM-dd HH:mm:ss} UTC: look whether {entry.View.Node} runs and reaches the others.", Retryable: true)));
        }
        else
        {
            entry.Device.Forward(command);
        }
    }

    private Entry? Find(Func<Entry, bool> which) => _rooms.Values.Where(which).OrderBy(one => one.TakenBy is not null).ThenBy(one => one.SilentSince is not null).FirstOrDefault();

    private sealed record Entry(RoomView View, IActorRef Device, DateTimeOffset Started, long At)
    {
        public DateTimeOffset? SilentSince { get; set; }

        public string? TakenBy { get; set; }
    }

    private sealed record LookNow : INoSerializationVerificationNeeded
    {
        public static LookNow Instance { get; } = new();
    }
}
