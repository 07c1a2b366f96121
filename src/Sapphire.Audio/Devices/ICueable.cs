using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Devices;

/// <summary>A microphone that hears what it is told to.</summary>
public interface ICueable
{
    /// <summary>Hears its file now, from the beginning, or something else in its place. Any thread may call it.</summary>
    void Cue(SpeechAudio? audio);
}
