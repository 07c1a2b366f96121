using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The voice that a person chose on the page, for a node that has no settings: it hears of it from those that have. Thread-safe.</summary>
public sealed class ChosenVoice
{
    private SpeakSettings _current = SpeakSettings.Default;

    /// <summary>How to speak now.</summary>
    public SpeakSettings Current => Volatile.Read(ref _current);

    internal void Hear(VoiceChosen chosen) =>
        Volatile.Write(ref _current, SpeakSettings.Default with { Voice = chosen.Voice, Rate = chosen.Rate, Pitch = chosen.Pitch, Volume = chosen.Volume });
}
