using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Listening;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms;

/// <summary>What a room works with.</summary>
/// <param name="Recognizer">Turns speech into text.</param>
/// <param name="Synthesizer">Turns text into speech.</param>
/// <param name="Problems">Why one of them cannot be used now; quick.</param>
/// <param name="Settings">How the home speaks now.</param>
/// <param name="Gateway">Sends commands to chats.</param>
/// <param name="Subscribe">Sends a <c>Subscribe</c> for a subscriber to a chat.</param>
/// <param name="Time">The clock.</param>
/// <param name="KeptFolder">Where a room with a microphone keeps what was said while its chats are away; null for nowhere.</param>
/// <param name="Endpointing">When an utterance into a hands-free microphone that is opened now begins and ends; null for the defaults.</param>
/// <param name="ChatDefaults">What chats are set to that say nothing themselves; null for nothing.</param>
/// <param name="IsPrivate">Whether nothing of a chat may leave; null where nothing could.</param>
internal sealed record RoomServices(
    ISpeechRecognizer Recognizer,
    ISpeechSynthesizer Synthesizer,
    Func<(MessageError? Listen, MessageError? Speak)> Problems,
    Func<SpeakSettings> Settings,
    ChatGateway Gateway,
    Action<ChatId, IActorRef> Subscribe,
    TimeProvider Time,
    string? KeptFolder = null,
    Func<EndpointerSettings>? Endpointing = null,
    Func<ChatSettings>? ChatDefaults = null,
    Func<ChatId?, CancellationToken, ValueTask<bool>>? IsPrivate = null);
