using Sapphire.Actors.Chat;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The voice that a person chose on the page, for a node that has no settings: it hears of it from those that have. Thread-safe.</summary>
public sealed class ChosenVoice
{
    private SpeakSettings _current = SpeakSettings.Default;
    private ChatSettings _chats = ChatSettings.None;

    /// <summary>How to speak now.</summary>
    public SpeakSettings Current => Volatile.Read(ref _current);

    /// <summary>The voice of chats that say nothing themselves.</summary>
    public ChatSettings ChatDefaults => Volatile.Read(ref _chats);

    internal void Hear(VoiceChosen chosen)
    {
        Volatile.Write(ref _current, SpeakSettings.Default with { Voice = chosen.Voice, Rate = chosen.Rate, Pitch = chosen.Pitch, Volume = chosen.Volume });
        Volatile.Write(ref _chats, new() { Voice = chosen.ChatVoice, Speed = chosen.ChatSpeed, Pitch = chosen.ChatPitch });
    }
}
