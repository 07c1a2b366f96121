using System.Text.Json.Serialization;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

#pragma warning disable MA0048 // One family of message records.

/// <summary>
/// One item of the hub's <c>OpenRoom</c> stream. It begins with <see cref="RoomOpened"/>, which says where the room stands;
/// a room that was open before goes on: speech continues at the first sample that the reader has not reported as played.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RoomOpened), "opened")]
[JsonDerivedType(typeof(RoomStateChanged), "state")]
[JsonDerivedType(typeof(MicrophoneClosed), "microphoneClosed")]
[JsonDerivedType(typeof(UtteranceStarted), "utteranceStarted")]
[JsonDerivedType(typeof(UtterancePartial), "partial")]
[JsonDerivedType(typeof(UtteranceEnded), "utteranceEnded")]
[JsonDerivedType(typeof(UtteranceUnderstood), "understood")]
[JsonDerivedType(typeof(UtteranceFailed), "utteranceFailed")]
[JsonDerivedType(typeof(SpeechBegan), "speech")]
[JsonDerivedType(typeof(SentenceBegan), "sentence")]
[JsonDerivedType(typeof(SpeechFrame), "frame")]
[JsonDerivedType(typeof(SpeechComplete), "speechComplete")]
[JsonDerivedType(typeof(SpeechStopped), "speechStopped")]
[JsonDerivedType(typeof(RoomRang), "ring")]
[JsonDerivedType(typeof(RoomProblem), "problem")]
public abstract record RoomUpdate : INoSerializationVerificationNeeded;

/// <summary>First item of the stream.</summary>
/// <param name="State">What the room does.</param>
/// <param name="ListenProblem">Why speech cannot be recognised here, and what to do; null when it can.</param>
/// <param name="SpeakProblem">Why nothing can be spoken here, and what to do; null when it can.</param>
public sealed record RoomOpened(RoomState State, MessageError? ListenProblem, MessageError? SpeakProblem) : RoomUpdate;

/// <summary>The room does something else now.</summary>
public sealed record RoomStateChanged(RoomState State) : RoomUpdate;

/// <summary>The room reads this microphone no more: all of it was read, another one was opened, or it was stopped.</summary>
/// <param name="MicrophoneId">The microphone.</param>
/// <param name="LostFrames">Frames that never arrived, or came faster than they could be read.</param>
public sealed record MicrophoneClosed(MicrophoneId MicrophoneId, long LostFrames) : RoomUpdate;

/// <summary>Somebody speaks.</summary>
public sealed record UtteranceStarted(UtteranceId UtteranceId) : RoomUpdate;

/// <summary>What was understood so far: the whole text, provisional.</summary>
public sealed record UtterancePartial(UtteranceId UtteranceId, string Text) : RoomUpdate;

/// <summary>The utterance is over and is being understood.</summary>
public sealed record UtteranceEnded(UtteranceId UtteranceId) : RoomUpdate;

/// <summary>The utterance was understood and is stored as a message.</summary>
/// <param name="UtteranceId">The utterance.</param>
/// <param name="Text">What was said.</param>
/// <param name="ChatId">The chat in which it was said; created when the microphone named none.</param>
/// <param name="MessageId">The message.</param>
/// <param name="TurnId">The turn that answers.</param>
public sealed record UtteranceUnderstood(UtteranceId UtteranceId, string Text, ChatId ChatId, MessageId MessageId, TurnId TurnId) : RoomUpdate;

/// <summary>Nothing came of the utterance.</summary>
/// <param name="UtteranceId">The utterance; null when nobody spoke.</param>
/// <param name="Reason"><c>nothing-heard</c> (silence), <c>not-understood</c> (no words in it), <c>failed</c> (the recogniser), <c>not-stored</c>, or, of a place with its own microphone, <c>kept</c> until its chats can be reached again.</param>
/// <param name="Error">What happened, and what to do next.</param>
/// <param name="Text">What was understood but could not be stored; null otherwise.</param>
public sealed record UtteranceFailed(UtteranceId? UtteranceId, string Reason, MessageError Error, string? Text) : RoomUpdate;

/// <summary>Something is going to be spoken. A speech replaces the one before it.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="SampleRate">Of its frames, in Hz; the same for all speech.</param>
/// <param name="ChatId">The chat of the message that is spoken; null when it is no message.</param>
/// <param name="MessageId">The message that is spoken; null when it is none.</param>
/// <param name="FirstSample">Where its frames begin: 0, or later when the stream was opened again in the middle.</param>
public sealed record SpeechBegan(SpeechId SpeechId, int SampleRate, ChatId? ChatId, MessageId? MessageId, long FirstSample) : RoomUpdate;

/// <summary>A sentence of a speech: comes before its first frame.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="Sample">The sample at which it begins.</param>
/// <param name="Start">Where it begins in the text of the message, in UTF-16 units.</param>
/// <param name="End">Where it ends there.</param>
/// <param name="Text">Its words.</param>
public sealed record SentenceBegan(SpeechId SpeechId, long Sample, int Start, int End, string Text) : RoomUpdate;

/// <summary>Sound. Frames of a speech come in order and without gaps.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="Sample">The number of its first sample in the speech.</param>
/// <param name="Pcm">Mono, signed 16 bits, little endian.</param>
public sealed record SpeechFrame(SpeechId SpeechId, long Sample, byte[] Pcm) : RoomUpdate;

/// <summary>Every frame of the speech was sent.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="Samples">How many samples it has.</param>
public sealed record SpeechComplete(SpeechId SpeechId, long Samples) : RoomUpdate;

/// <summary>The speech ends here: the reader drops what it has not played, and reports how far it got.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="Reason"><c>barge-in</c>, <c>stopped</c>, <c>replaced</c> or <c>failed</c>.</param>
public sealed record SpeechStopped(SpeechId SpeechId, string Reason) : RoomUpdate;

/// <summary>A timer fired that was set here: ring, then it is spoken.</summary>
public sealed record RoomRang(TimerId TimerId, string Title) : RoomUpdate;

/// <summary>Something that the person in the room should know: a sentence could not be spoken, sound was lost.</summary>
public sealed record RoomProblem(MessageError Error) : RoomUpdate;

/// <summary>What a room does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoomState>))]
public enum RoomState
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>The microphone is open, and nobody speaks.</summary>
    Listening,

    /// <summary>Somebody speaks.</summary>
    Hearing,

    /// <summary>What was said is being understood.</summary>
    Understanding,

    /// <summary>A reply is being written, and nothing of it is spoken yet.</summary>
    Thinking,

    /// <summary>Something is spoken. The microphone may be open too.</summary>
    Speaking,
}
