using Sapphire.Actors.Settings;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;

namespace Sapphire.Actors.Ask;

/// <summary>Speaks replies into files, with the voice of the settings.</summary>
/// <param name="synthesizer">Speaks.</param>
/// <param name="files">Writes.</param>
/// <param name="settings">The voice.</param>
/// <param name="time">The clock.</param>
/// <param name="system">Runs it.</param>
public sealed class AskVoice(ISpeechSynthesizer synthesizer, IAudioFiles files, Func<SpeakSettings> settings, TimeProvider time, ActorSystem system)
{
    /// <summary>Begins a reply.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isPrivate">Whether what is said must stay in one's own network; asked before the first sentence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AskException">The file cannot be written; found out before anything is asked.</exception>
    public SpokenReply Start(string path, Func<CancellationToken, ValueTask<bool>> isPrivate, CancellationToken cancellationToken)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".wav" or ".flac"))
        {
            throw new AskException($"The reply cannot be written as '{Path.GetFileName(path)}'.", "Name a file that ends in .wav or .flac.");
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new AskException($"There is no folder {folder}.", "Make it first, or name another file.");
        }

        return new(synthesizer, files, settings(), isPrivate, time, system.Materializer(), cancellationToken);
    }
}
