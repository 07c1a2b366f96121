using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The rooms with microphones and speakers, for whoever is outside the actors.</summary>
/// <param name="registry">The registry.</param>
public sealed class DeviceRooms(IRequiredActor<RoomRegistry> registry)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The rooms that are there.</summary>
    /// <exception cref="AskTimeoutException">The registry does not answer.</exception>
    public async Task<ImmutableArray<RoomView>> ListAsync(CancellationToken cancellationToken = default) =>
        (await registry.ActorRef.Ask<RoomList>(GetRooms.Instance, Patience, cancellationToken)).Rooms;

    /// <summary>Tells a room what to do.</summary>
    /// <returns>Why it was not done; null when it was.</returns>
    public async Task<CommandError?> SendAsync(RoomCommand command, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await registry.ActorRef.Ask<RoomAnswer>(command, Patience, cancellationToken)).Error;
        }
        catch (AskTimeoutException)
        {
            return new("unavailable", "The room did not answer in time.", "Look whether its machine runs, and try again.", Retryable: true);
        }
    }
}
