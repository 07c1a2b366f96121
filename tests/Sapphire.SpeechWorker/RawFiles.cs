using System.Runtime.InteropServices;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;

namespace Sapphire.SpeechWorker;

/// <summary>Files that are samples and nothing else. A name that contains <c>crash</c> crashes it.</summary>
public sealed class RawFiles : IAudioFileEngine
{
    /// <inheritdoc />
    public SpeechAudio Read(string path, TimeSpan longest)
    {
        if (path.Contains("crash", StringComparison.Ordinal)) Faults.Do("segv");
        if (!File.Exists(path)) throw new SpeechException("bad-audio", $"There is no file {path}.", "Check the path.");
        return new SpeechAudio(16_000, MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(path)).ToArray());
    }

    /// <inheritdoc />
    public void Write(string path, SpeechAudio audio) => File.WriteAllBytes(path, MemoryMarshal.AsBytes(audio.Samples.Span).ToArray());

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
