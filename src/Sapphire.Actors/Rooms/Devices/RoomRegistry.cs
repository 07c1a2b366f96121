using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// The rooms that are there, wherever they are: each says so every second, and a silent one is forgotten. Commands for a room go
/// through here.
/// </summary>
public sealed class RoomRegistry : ReceiveActor
{
    /// <summary>A room that has not announced itself for so long is gone.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<RoomId, Entry> _rooms = [];
    private readonly TimeProvider _time;

    /// <summary>Creates the registry.</summary>
    internal RoomRegistry(TimeProvider time)
    {
        _time = time;
        Receive<RoomAnnounced>(announced => _rooms[announced.Room.Id] = new(announced.Room, Sender, time.GetTimestamp()));
        Receive<RoomLeft>(left =>
        {
            // Not when it has announced itself from elsewhere since.
            if (_rooms.TryGetValue(left.Id, out Entry? entry) && entry.Device.Equals(Sender))
            {
                _rooms.Remove(left.Id);
            }
        });
        Receive<GetRooms>(_ => Sender.Tell(new RoomList([.. Present().Select(entry => entry.View).OrderBy(view => view.Name, StringComparer.OrdinalIgnoreCase)])));
        Receive<RoomCommand>(Deliver);
    }

    /// <summary>The props of the registry.</summary>
    internal static Props Props(TimeProvider time) => Kernel.Actor.Props.Create(() => new RoomRegistry(time));

    private Dictionary<RoomId, Entry>.ValueCollection Present()
    {
        foreach (RoomId silent in _rooms.Where(one => _time.GetElapsedTime(one.Value.At) > Silence).Select(one => one.Key).ToList())
        {
            _rooms.Remove(silent);
        }

        return _rooms.Values;
    }

    private void Deliver(RoomCommand command)
    {
        Entry[] all = [.. Present()];
        Entry? entry = Array.Find(all, one => string.Equals(one.View.Name, command.Room.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? (RoomId.TryParse(command.Room, null, out RoomId id) ? Array.Find(all, one => one.View.Id == id) : null);
        if (entry is null)
        {
            string known = all.Length == 0
                ? "There is none: start one with 'sapphire run --room NAME'."
                : $"There is: {string.Join(", ", all.Select(one => one.View.Name).Order(StringComparer.OrdinalIgnoreCase))}.";
            Sender.Tell(new RoomAnswer(new CommandError("unknown-room", $"There is no room '{command.Room}' now.", known, Retryable: true)));
            return;
        }

        entry.Device.Forward(command);
    }

    private sealed record Entry(RoomView View, IActorRef Device, long At);
}
