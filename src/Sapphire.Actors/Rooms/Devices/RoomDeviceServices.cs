using Sapphire.Actors.Settings;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>What the devices of a room work with.</summary>
/// <param name="Devices">Opens them.</param>
/// <param name="Rooms">The directory of rooms.</param>
/// <param name="Registry">Where the room announces itself.</param>
/// <param name="Link">How it stands to its chats.</param>
/// <param name="Voice">Its voice.</param>
/// <param name="Settings">How to speak now.</param>
/// <param name="Time">The clock.</param>
/// <param name="Started">When this machine began to be a room.</param>
internal sealed record RoomDeviceServices(
    IAudioDevices Devices, IActorRef Rooms, IActorRef Registry, IRoomLink Link, ISpeechSynthesizer Voice, Func<SpeakSettings> Settings, TimeProvider Time, DateTimeOffset Started);
