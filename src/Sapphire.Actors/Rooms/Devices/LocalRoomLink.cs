namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The chats are in this process: always there.</summary>
internal sealed class LocalRoomLink(TimeProvider time) : IRoomLink
{
    public IDisposable Watch(Action<RoomLinkState> observer)
    {
        observer(new(IsAway: false, time.GetUtcNow()));
        return Nothing.Instance;
    }

    private sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose()
        {
            // Nothing is told any more anyway.
        }
    }
}
