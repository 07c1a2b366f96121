using Sapphire.Actors.Configuration;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The room of this process.</summary>
/// <param name="Options">Its name and devices.</param>
/// <param name="Node">The name of the machine, as others see it.</param>
internal sealed record RoomDeviceSetup(RoomOptions Options, string Node);
