using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Files;

/// <summary>Reads and writes audio files. The reading is done where a damaged file can do no harm.</summary>
public interface IAudioFiles
{
    /// <summary>Reads WAV, FLAC, OGG or MP3 as 16 kHz mono, whatever its rate and channels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Longer sound is refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpeechException">It is missing, empty, no audio, or too long; says which.</exception>
    Task<SpeechAudio> ReadAsync(string path, TimeSpan longest, CancellationToken cancellationToken);

    /// <summary>Writes WAV or FLAC (16 bits), by the extension of <paramref name="path"/>: to a temporary name, then renamed.</summary>
    /// <exception cref="SpeechException">The extension is another, or the file cannot be written.</exception>
    Task WriteAsync(string path, SpeechAudio audio, CancellationToken cancellationToken);
}
