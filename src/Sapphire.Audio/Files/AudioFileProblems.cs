using System.Globalization;
using Sapphire.Audio.Native.SoundFile;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Files;

/// <summary>What can be wrong with an audio file, in words for a person.</summary>
internal static class AudioFileProblems
{
    private const string Code = "bad-audio";
    private const string GiveAnother = "Give a WAV, FLAC, OGG or MP3 file.";

    public static SpeechException Missing(string path, Exception e) => new(Code, $"There is no file {path}.", "Check the path.", e);

    public static SpeechException Folder(string path) => new(Code, $"{path} is a folder.", GiveAnother);

    public static SpeechException NoFile(string path) => new(Code, $"{path} is not a regular file.", "Write the sound to a file first.");

    public static SpeechException Forbidden(string path, Exception e) => new(Code, $"{path} may not be read.", "Allow the user that runs Sapphire to read it.", e);

    public static SpeechException Unreadable(string path, Exception e) => new(Code, $"{path} cannot be read: {e.Message}", "Check the disk, or copy the file elsewhere.", e);

    public static SpeechException Empty(string path) => new(Code, $"{path} is empty: it has no bytes.", "Record it again.");

    public static SpeechException NoSound(string path) => new(Code, $"{path} has no sound: its header is followed by no samples.", "Record it again.");

    public static SpeechException TooLong(string path, TimeSpan longest) =>
        new("too-long", $"{path} is longer than {Text(longest)}.", "Give a shorter file.");

    /// <summary>The error for a file that libsndfile does not open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">Its content.</param>
    /// <param name="error">What the library says.</param>
    public static SpeechException NotAudio(string path, Stream stream, string error) => ContainerName.Of(stream) switch
    {
        { IsSound: true } sound => new(Code, $"{path} is {sound.Name}, which cannot be read.", $"Convert it to WAV, FLAC, OGG or MP3 (ffmpeg -i {Path.GetFileName(path)} sound.wav)."),
        { } other => new(Code, $"{path} is not audio: it is {other.Name}.", GiveAnother),
        null => new(Code, $"{path} is not audio that can be read: {error.Trim().TrimEnd('.')}.", $"{GiveAnother} If it is one of these, it is damaged."),
    };

    /// <summary>Refuses channels and rates that would cost more than they are worth.</summary>
    /// <exception cref="SpeechException">They do.</exception>
    public static void CheckHeader(string path, SoundFileReader reader)
    {
        if (reader.Channels is < 1 or > AudioFileReader.MostChannels)
        {
            throw new SpeechException(Code, $"{path} has {Text(reader.Channels)} channels, and at most {AudioFileReader.MostChannels} can be read.", "Convert it to one channel.");
        }

        if (reader.SampleRate is < Resampler.LowestRate or > Resampler.HighestRate)
        {
            throw new SpeechException(
                Code,
                $"{path} has {Text(reader.SampleRate)} samples a second, and {Text(Resampler.LowestRate)} to {Text(Resampler.HighestRate)} can be read.",
                "Convert it to 16000 Hz.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => time.TotalSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} seconds")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes");
}
