using Sapphire.Audio.Devices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Devices;

#pragma warning disable MA0048 // One family of message records.

/// <summary>What the key of a room does.</summary>
internal enum TalkKey
{
    /// <summary>It is held.</summary>
    Down,

    /// <summary>It is let go.</summary>
    Up,

    /// <summary>It was pressed shortly: the first time it is as if held, the next time as if let go.</summary>
    Press,
}

/// <summary>To a room: its key.</summary>
internal sealed record KeyPressed(TalkKey Key) : INoSerializationVerificationNeeded;

/// <summary>To a room: its microphone hears its file now, or another one.</summary>
internal sealed record CueMicrophone(string? Path) : INoSerializationVerificationNeeded;

/// <summary>From a microphone to its room: it hears.</summary>
internal sealed record MicrophoneReady(ICapture Capture, InputSlot Slot) : INoSerializationVerificationNeeded;

/// <summary>From a microphone to its room: it does not hear, and tries again.</summary>
internal sealed record MicrophoneLost(string Reason) : INoSerializationVerificationNeeded;

/// <summary>From a speaker to its room: it plays.</summary>
internal sealed record SpeakerReady(string Name) : INoSerializationVerificationNeeded;

/// <summary>From a speaker to its room: it does not play, and tries again.</summary>
internal sealed record SpeakerLost(string Reason) : INoSerializationVerificationNeeded;
