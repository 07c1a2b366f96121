using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Listening;

#pragma warning disable MA0048 // One family of message records.

/// <summary>From the room: close the microphone, and forget what is being understood.</summary>
internal sealed record StopListening : INoSerializationVerificationNeeded
{
    public static StopListening Instance { get; } = new();
}

/// <summary>From the room: whether it speaks, and whether it is at work (nobody is expected to speak then).</summary>
internal sealed record RoomActs(bool Speaks, bool Works) : INoSerializationVerificationNeeded;

/// <summary>From the room: whether the services of other machines can be reached. While they cannot, the newest utterance that is not understood is kept.</summary>
internal sealed record ReachChanged(bool Away) : INoSerializationVerificationNeeded;

/// <summary>From the room: what was said later is kept; an utterance that is not understood yet is not needed any more.</summary>
internal sealed record ForgetKept : INoSerializationVerificationNeeded
{
    public static ForgetKept Instance { get; } = new();
}

/// <summary>To the room: an utterance is kept until it can be understood.</summary>
internal sealed record SoundKept(UtteranceId UtteranceId, IReadOnlyList<short[]> Sound) : INoSerializationVerificationNeeded;

/// <summary>From the room: sound that was kept before the program was started.</summary>
internal sealed record SoundRestored(UtteranceId UtteranceId, short[] Sound) : INoSerializationVerificationNeeded;

/// <summary>To the room: sound that was kept is being understood, as an utterance of its own.</summary>
internal sealed record KeptBegun(UtteranceId Kept, UtteranceId Utterance) : INoSerializationVerificationNeeded;

/// <summary>To the room: what the listener does.</summary>
/// <param name="MicrophoneOpen">A microphone is open.</param>
/// <param name="Pressed">It is open as long as a button is held.</param>
/// <param name="Hears">Somebody speaks.</param>
/// <param name="Understanding">Utterances that are being understood.</param>
internal sealed record ListenerChanged(bool MicrophoneOpen, bool Pressed, bool Hears, int Understanding) : INoSerializationVerificationNeeded
{
    public static ListenerChanged Idle { get; } = new(false, false, false, 0);
}

/// <summary>To the room: a person began to speak while the room spoke, or pressed the button.</summary>
internal sealed record BargedIn : INoSerializationVerificationNeeded
{
    public static BargedIn Instance { get; } = new();
}

/// <summary>To the room: words were understood.</summary>
/// <param name="UtteranceId">The utterance.</param>
/// <param name="MicrophoneId">The microphone.</param>
/// <param name="ChatId">The chat that the microphone names.</param>
/// <param name="Result">The words.</param>
/// <param name="Ended">When the end of speech was found: a timestamp of the clock.</param>
/// <param name="Understood">When the words were there.</param>
internal sealed record WordsHeard(UtteranceId UtteranceId, MicrophoneId MicrophoneId, ChatId? ChatId, Recognized Result, long Ended, long Understood) : INoSerializationVerificationNeeded;

/// <summary>To an utterance: more of its sound.</summary>
internal sealed record UtteranceSound(short[] Samples) : INoSerializationVerificationNeeded;

/// <summary>To an utterance: all of its sound was told.</summary>
internal sealed record UtteranceOver : INoSerializationVerificationNeeded
{
    public static UtteranceOver Instance { get; } = new();
}

/// <summary>From an utterance: its words, or why there are none.</summary>
/// <param name="UtteranceId">The utterance.</param>
/// <param name="Result">Its words.</param>
/// <param name="Error">Why there are none.</param>
/// <param name="Sound">All of its sound, where there is an error.</param>
internal sealed record UtteranceResult(UtteranceId UtteranceId, Recognized? Result, MessageError? Error, IReadOnlyList<short[]>? Sound = null) : INoSerializationVerificationNeeded;
