using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.SoundFile;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Files;

/// <summary>Writes speech to WAV and FLAC files of 16 bits.</summary>
public static class AudioFileWriter
{
    /// <summary>Writes a file under a temporary name in its folder, syncs it and renames it: whoever looks sees the old file or the whole new one.</summary>
    /// <param name="path">The file; <c>.wav</c> or <c>.flac</c>.</param>
    /// <param name="audio">What to write, at its own rate.</param>
    /// <exception cref="SpeechException">The extension is another, or the file cannot be written.</exception>
    /// <exception cref="EngineUnavailableException">libsndfile is missing.</exception>
    public static void Write(string path, SpeechAudio audio)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(audio);
        int format = Format(path);
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new SpeechException("bad-request", $"{path} is a folder.", "Give the path of a file.");
        }

        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".sapphire-{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                using (SoundFileWriter writer = new(stream, format, audio.SampleRate))
                {
                    writer.Write(audio.Samples.Span);
                    writer.Finish();
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new SpeechException("bad-request", $"There is no folder {Path.GetDirectoryName(full)}.", "Create it, or give another path.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SpeechException("bad-request", $"{path} may not be written.", "Allow the user that runs Sapphire to write there, or give another path.", e);
        }
        catch (IOException e)
        {
            throw new SpeechException("bad-request", $"{path} cannot be written: {e.Message}", "Check the disk, or give another path.", e);
        }
        finally
        {
            // Gone already when all went well, and when its folder is missing.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private static int Format(string path)
    {
        string extension = Path.GetExtension(path);
        return extension.ToUpperInvariant() switch
        {
            ".WAV" => SoundFileWriter.Wav,
            ".FLAC" => SoundFileWriter.Flac,
            "" => throw new SpeechException("bad-request", $"{path} has no extension that names a format.", "Give a path that ends in .wav or .flac."),
            _ => throw new SpeechException("bad-request", $"Speech cannot be written as {extension}.", "Give a path that ends in .wav or .flac."),
        };
    }
}
