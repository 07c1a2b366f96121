using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

#pragma warning disable MA0048 // One family of message records.

/// <summary>To one room, through the directory.</summary>
internal abstract record RoomMessage(RoomId RoomId) : INoSerializationVerificationNeeded
{
    /// <summary>True when it starts a room that does not run; a room that does not run ignores the rest.</summary>
    public virtual bool StartsRoom => false;
}

/// <summary>A reader comes; the one before it goes.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Reader">The reader.</param>
/// <param name="Place">The place that it is; null for a page.</param>
internal sealed record OpenRoom(RoomId RoomId, RoomReader Reader, RoomPlace? Place = null) : RoomMessage(RoomId)
{
    public override bool StartsRoom => true;
}

/// <summary>A reader went.</summary>
internal sealed record LeaveRoom(RoomId RoomId, RoomReader Reader) : RoomMessage(RoomId);

/// <summary>A microphone is opened, or goes on after its connection was cut.</summary>
internal sealed record OpenMicrophone(RoomId RoomId, MicrophoneId MicrophoneId, bool HandsFree, ChatId? ChatId, MicrophoneInput Input) : RoomMessage(RoomId)
{
    public override bool StartsRoom => true;
}

/// <summary>Answered with <see cref="MicrophonePosition"/>.</summary>
internal sealed record GetMicrophonePosition(RoomId RoomId, MicrophoneId MicrophoneId) : RoomMessage(RoomId);

/// <summary>The number of the frame that comes next; −1 when the microphone is not open.</summary>
internal sealed record MicrophonePosition(long Next) : INoSerializationVerificationNeeded
{
    public static MicrophonePosition Closed { get; } = new(-1);
}

/// <summary>Stop speaking, listening and answering.</summary>
internal sealed record StopRoom(RoomId RoomId) : RoomMessage(RoomId);

/// <summary>Stop speaking.</summary>
internal sealed record StopSpeaking(RoomId RoomId) : RoomMessage(RoomId);

/// <summary>How far a speech was played.</summary>
internal sealed record PlaybackReported(RoomId RoomId, SpeechId SpeechId, long Samples, bool Ended) : RoomMessage(RoomId);

/// <summary>Read a message aloud; answered with a <c>CommandReply</c>.</summary>
internal sealed record ReadAloud(RoomId RoomId, ChatId ChatId, MessageId MessageId) : RoomMessage(RoomId)
{
    public override bool StartsRoom => true;
}

/// <summary>A timer fired: ring, and say <paramref name="Words"/>.</summary>
internal sealed record Ring(RoomId RoomId, TimerId TimerId, string Title, string Words) : RoomMessage(RoomId);

/// <summary>Say something that is no reply: at once, after the sentence that is being spoken, or after what is being spoken.</summary>
internal sealed record AnnounceInRoom(RoomId RoomId, string Words) : RoomMessage(RoomId);

/// <summary>The chats of a place cannot be reached, or can be again.</summary>
internal sealed record LinkChanged(RoomId RoomId, bool Away) : RoomMessage(RoomId);

/// <summary>From a room to the directory: it has a reader now, or none.</summary>
internal sealed record ReaderChanged(RoomId RoomId, bool HasReader) : INoSerializationVerificationNeeded;

/// <summary>From a room to the directory: nobody needs it.</summary>
internal sealed record RoomIdle(RoomId RoomId) : INoSerializationVerificationNeeded;

/// <summary>Follow the reply of a turn that was asked in this room by writing, and speak it.</summary>
internal sealed record SpeakReply(RoomId RoomId, ChatId ChatId, TurnId TurnId) : RoomMessage(RoomId);
