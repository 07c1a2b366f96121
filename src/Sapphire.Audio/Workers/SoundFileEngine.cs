using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>Audio files by libsndfile.</summary>
internal sealed class SoundFileEngine : IAudioFileEngine
{
    private const string Library = "libsndfile.so.1";

    /// <summary>Loads the library.</summary>
    /// <exception cref="EngineUnavailableException">It is missing.</exception>
    public SoundFileEngine()
    {
        if (OperatingSystem.IsLinux() && !NativeLibrary.TryLoad(Library, out _))
        {
            throw EngineProbe.FindProblem(EngineNames.SoundFile) ?? new EngineUnavailableException(EngineNames.SoundFile, Library, "libsndfile1");
        }
    }

    /// <inheritdoc />
    public SpeechAudio Read(string path, TimeSpan longest) => AudioFileReader.Read(path, longest);

    /// <inheritdoc />
    public void Write(string path, SpeechAudio audio) => AudioFileWriter.Write(path, audio);

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
