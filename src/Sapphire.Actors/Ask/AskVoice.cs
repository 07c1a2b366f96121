using Sapphire.Actors.Chat;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;

namespace Sapphire.Actors.Ask;

/// <summary>Speaks replies into files, with the voice of their chat.</summary>
/// <param name="synthesizer">Speaks.</param>
/// <param name="files">Writes.</param>
/// <param name="settings">How the home speaks.</param>
/// <param name="defaults">What chats are set to that say nothing themselves.</param>
/// <param name="time">The clock.</param>
/// <param name="system">Runs it.</param>
public sealed class AskVoice(ISpeechSynthesizer synthesizer, IAudioFiles files, Func<SpeakSettings> settings, Func<ChatSettings> defaults, TimeProvider time, ActorSystem system)
{
    /// <summary>Looks at the file before anything is asked.</summary>
    /// <exception cref="AskException">It cannot be written.</exception>
    public static void Check(string path)
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
    }

    /// <summary>Begins a reply.</summary>
    /// <param name="chat">What its chat itself is set to.</param>
    /// <param name="isPrivate">Whether what is said must stay in one's own network; asked before the first sentence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public SpokenReply Start(ChatSettings chat, Func<CancellationToken, ValueTask<bool>> isPrivate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chat);
        SpeakSettings home = settings();
        return new(synthesizer, files, ChatVoice.Of(home, chat.Over(defaults())), home.Voice, isPrivate, time, system.Materializer(), cancellationToken);
    }
}
