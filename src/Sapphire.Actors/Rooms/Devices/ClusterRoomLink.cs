using Sapphire.Cluster.Messaging;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The chats are on other machines: away as long as this one is not connected.</summary>
/// <param name="transport">How it reaches them.</param>
public sealed class ClusterRoomLink(IClusterTransport transport) : IRoomLink
{
    /// <inheritdoc />
    public IDisposable Watch(Action<RoomLinkState> observer) =>
        transport.Watch(state => observer(new(state.Status != TransportStatus.Connected, state.Since, state.Error?.Message)));
}
