using Sapphire.Actors.Rooms.Devices;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>A link that is as the test says.</summary>
internal sealed class TestLink : IRoomLink
{
    private readonly Lock _lock = new();
    private readonly List<Action<RoomLinkState>> _observers = [];
    private bool _away;

    public bool Away
    {
        get => _away;
        set
        {
            lock (_lock)
            {
                _away = value;
                _observers.ForEach(observer => observer(State));
            }
        }
    }

    private RoomLinkState State => new(_away, DateTimeOffset.UnixEpoch, _away ? "The broker does not answer." : null);

    public IDisposable Watch(Action<RoomLinkState> observer)
    {
        lock (_lock)
        {
            _observers.Add(observer);
            observer(State);
        }

        return new CancellationTokenSource();
    }
}
