using System.Text.Json.Serialization;
using Sapphire.Actors.Ids;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary>How a microphone is used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MicrophoneMode>))]
public enum MicrophoneMode
{
    /// <summary>One utterance: from the first frame to the last.</summary>
    [JsonStringEnumMemberName("pushToTalk")]
    PushToTalk,

    /// <summary>The server finds where utterances begin and end, until the microphone is closed.</summary>
    [JsonStringEnumMemberName("handsFree")]
    HandsFree,
}

/// <summary>Opens a microphone in a room, or goes on with it after the connection was cut.</summary>
/// <param name="RoomId">The room: an id that the tab keeps for its life.</param>
/// <param name="MicrophoneId">A new id for each opening; the same one after a reconnect.</param>
/// <param name="Mode">How it is used.</param>
/// <param name="ChatId">The chat in which to speak; null starts a chat with the first utterance.</param>
public sealed record MicrophoneRequest(RoomId RoomId, MicrophoneId MicrophoneId, MicrophoneMode Mode, ChatId? ChatId);

/// <summary>20 ms of sound of a microphone.</summary>
/// <param name="Number">0, 1, 2, …: a frame that was sent before is ignored, a gap is counted as lost.</param>
/// <param name="Pcm">Mono, signed 16 bits, little endian, 16 kHz: 640 bytes; may be shorter in the last frame.</param>
/// <param name="Last">The person let go, or closed the microphone.</param>
public sealed record MicrophoneFrame(long Number, byte[] Pcm, bool Last);

/// <summary>Names a room.</summary>
public sealed record RoomRequest(RoomId RoomId);

/// <summary>How far a speech was played.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="SpeechId">The speech.</param>
/// <param name="Samples">Samples that came out of the speaker.</param>
/// <param name="Ended">Nothing more of it will be played.</param>
public sealed record PlaybackReport(RoomId RoomId, SpeechId SpeechId, long Samples, bool Ended);

/// <summary>Reads a message aloud, also one that is still being written.</summary>
public sealed record ReadAloudRequest(RoomId RoomId, ChatId ChatId, MessageId MessageId);
