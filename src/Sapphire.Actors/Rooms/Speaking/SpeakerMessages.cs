using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Speaking;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Begin a speech; what is spoken now is replaced. Its text follows.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="ChatId">The chat of the message that is spoken.</param>
/// <param name="MessageId">The message that is spoken.</param>
/// <param name="Settings">How it is spoken.</param>
/// <param name="HomeVoice">The voice that speaks where that of the settings cannot; null for no other.</param>
internal sealed record BeginSpeech(SpeechId SpeechId, ChatId? ChatId, MessageId? MessageId, SpeakSettings Settings, string? HomeVoice) : INoSerializationVerificationNeeded;

/// <summary>More of the text of a speech.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="Part">Which part of the message it belongs to, growing; a sentence never goes over the end of a part.</param>
/// <param name="Text">Markdown.</param>
internal sealed record SpeechText(SpeechId SpeechId, int Part, string Text) : INoSerializationVerificationNeeded;

/// <summary>The text of a speech is over.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="Closing">Said after it, and no part of it: why a reply broke off. Null for nothing.</param>
internal sealed record SpeechTextEnded(SpeechId SpeechId, string? Closing) : INoSerializationVerificationNeeded;

/// <summary>Something may be spoken soon: start what the voice needs.</summary>
internal sealed record WarmVoice(string Voice) : INoSerializationVerificationNeeded;

/// <summary>Say something that is no message: at once, after the sentence that is being spoken, or after a speech of which the reader has all.</summary>
/// <param name="Words">What.</param>
/// <param name="Settings">How it is spoken.</param>
/// <param name="Otherwise">What is heard in its place where it cannot be spoken, at the rate of all speech; null for nothing.</param>
internal sealed record Interject(string Words, SpeakSettings Settings, short[]? Otherwise = null) : INoSerializationVerificationNeeded;

/// <summary>Stop what is spoken, or waits to be.</summary>
internal sealed record StopSpeech(string Reason) : INoSerializationVerificationNeeded;

/// <summary>Somebody speaks (true): what is spoken stops (barge-in), and nothing else is begun. Or begin what waits (false).</summary>
internal sealed record HoldSpeech(bool Hold) : INoSerializationVerificationNeeded;

/// <summary>Nobody reads the room (null), or another reader does, who gets the rest of the speech after the same message came back.</summary>
internal sealed record SpeechReader(RoomReader? Reader) : INoSerializationVerificationNeeded;

/// <summary>To the room: a speech is over.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="HeardFollows">It was stopped in the middle: <see cref="SpeechHeard"/> follows.</param>
internal sealed record SpeechOver(SpeechId SpeechId, bool HeardFollows) : INoSerializationVerificationNeeded;

/// <summary>To the room: a speech was stopped, and so much of the text of its message was heard.</summary>
internal sealed record SpeechHeard(SpeechId SpeechId, int Length) : INoSerializationVerificationNeeded;

/// <summary>To the room: the first frame of a speech is sent.</summary>
/// <param name="SpeechId">The speech.</param>
/// <param name="SentenceKnown">When its first sentence was known: a timestamp of the clock.</param>
/// <param name="EngineTime">How long the engine itself took for it.</param>
internal sealed record FirstSound(SpeechId SpeechId, long SentenceKnown, TimeSpan EngineTime) : INoSerializationVerificationNeeded;
