using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>Reads and writes audio files inside a worker process: one call at a time, on one thread.</summary>
public interface IAudioFileEngine : IDisposable
{
    /// <summary>Reads a file as 16 kHz mono.</summary>
    /// <exception cref="SpeechException">It is missing, empty, no audio, or too long.</exception>
    SpeechAudio Read(string path, TimeSpan longest);

    /// <summary>Writes a file by its extension.</summary>
    /// <exception cref="SpeechException">The extension is another, or the file cannot be written.</exception>
    void Write(string path, SpeechAudio audio);
}
