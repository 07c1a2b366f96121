namespace Sapphire.Actors.Rooms.Devices;

/// <summary>How a room stands to the chats that answer in it. Thread-safe.</summary>
public interface IRoomLink
{
    /// <summary>Tells the observer how it stands now and each time that it changes, in order, until disposed. The observer must be quick and must not throw.</summary>
    IDisposable Watch(Action<RoomLinkState> observer);
}
