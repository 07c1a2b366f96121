using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Ask;

/// <summary>Understands a question that is spoken in a file.</summary>
/// <param name="files">Reads the file.</param>
/// <param name="recognizer">Understands it.</param>
public sealed class SpokenQuestion(IAudioFiles files, ISpeechRecognizer recognizer)
{
    /// <summary>The longest file.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // Half a second: the recogniser works while the next piece is copied.
    private const int Piece = 8000;

    /// <summary>What is said in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isPrivate">Whether what is said must stay in one's own network.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AskException">The file is no audio, or nothing was understood; says what to do next.</exception>
    public async Task<string> TranscribeAsync(string path, Func<CancellationToken, ValueTask<bool>> isPrivate, CancellationToken cancellationToken)
    {
        try
        {
            SpeechAudio audio = await files.ReadAsync(path, Longest, cancellationToken);
            await using IRecognition recognition = recognizer.Start(isPrivate);
            for (int at = 0; at < audio.Samples.Length; at += Piece)
            {
                await recognition.WriteAsync(audio.Samples[at..Math.Min(at + Piece, audio.Samples.Length)], cancellationToken);
            }

            Recognized recognized = await recognition.FinishAsync(cancellationToken);
            return string.IsNullOrWhiteSpace(recognized.Text)
                ? throw new AskException($"No words were understood in {Path.GetFileName(path)}.", "Speak clearly and close to the microphone, in English, or choose another recogniser in the Speech dialog.")
                : recognized.Text;
        }
        catch (SpeechException e)
        {
            throw new AskException(e.Message, e.Detail, e);
        }
    }
}
