using System.Buffers;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.SoundFile;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Files;

/// <summary>Reads audio files for a recogniser: 16 kHz mono, whatever their format, rate and channels. Runs in a worker process, since the files are foreign.</summary>
public static class AudioFileReader
{
    /// <summary>The rate of what is read, in Hz.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Files with more channels are refused: a header may claim 1024, and a buffer has a place for each.</summary>
    public const int MostChannels = 32;

    private const int BlockFrames = 4096;

    // More than whole scale, so that what is a little too loud is clipped after mixing and not before.
    private const float Loudest = 8;

    /// <summary>Reads a file. One that ends early is read as far as it goes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Longer sound is refused.</param>
    /// <exception cref="SpeechException">It is missing, empty, no audio, too long, or cannot be read; says which.</exception>
    /// <exception cref="EngineUnavailableException">libsndfile or libspeexdsp is missing.</exception>
    public static SpeechAudio Read(string path, TimeSpan longest)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = Open(path);
            using SoundFileReader reader = SoundFileReader.Open(stream, out string error) ?? throw AudioFileProblems.NotAudio(path, stream, error);
            AudioFileProblems.CheckHeader(path, reader);
            return Decode(path, reader, longest);
        }
        catch (IOException e)
        {
            throw AudioFileProblems.Unreadable(path, e);
        }
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw AudioFileProblems.Folder(path);
        }

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (!stream.CanSeek)
            {
                throw AudioFileProblems.NoFile(path);
            }

            FileStream file = stream.Length > 0 ? stream : throw AudioFileProblems.Empty(path);
            stream = null;
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw AudioFileProblems.Missing(path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw AudioFileProblems.Forbidden(path, e);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private static SpeechAudio Decode(string path, SoundFileReader reader, TimeSpan longest)
    {
        long framesLeft = (long)Math.Min(longest.TotalSeconds * reader.SampleRate, long.MaxValue / 2d);
        using Resampler? resampler = reader.SampleRate == SampleRate ? null : new Resampler(reader.SampleRate, SampleRate, Resampler.FileQuality);
        float[] frames = ArrayPool<float>.Shared.Rent(BlockFrames * reader.Channels);
        float[] mono = ArrayPool<float>.Shared.Rent(BlockFrames);
        float[] resampled = ArrayPool<float>.Shared.Rent(resampler?.OutputFor(BlockFrames) ?? 1);
        try
        {
            ArrayBufferWriter<short> samples = new();
            long total = 0;
            for (int read; (read = reader.Read(frames.AsSpan(0, BlockFrames * reader.Channels))) > 0;)
            {
                framesLeft -= read;
                total += read;
                if (framesLeft < 0)
                {
                    throw AudioFileProblems.TooLong(path, longest);
                }

                Mix(frames, reader.Channels, mono.AsSpan(0, read));
                Append(samples, resampler, mono.AsSpan(0, read), resampled);
            }

            if (total == 0)
            {
                throw AudioFileProblems.NoSound(path);
            }

            if (resampler is not null)
            {
                Flush(samples, resampler, Math.Max(1, (total * SampleRate + reader.SampleRate / 2) / reader.SampleRate), resampled);
            }

            return new SpeechAudio(SampleRate, samples.WrittenMemory);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(frames);
            ArrayPool<float>.Shared.Return(mono);
            ArrayPool<float>.Shared.Return(resampled);
        }
    }

    // The mean of all channels. What is no number would stay in the resampler's filter for ever.
    private static void Mix(ReadOnlySpan<float> frames, int channels, Span<float> mono)
    {
        for (int i = 0; i < mono.Length; i++)
        {
            float sum = 0;
            foreach (float sample in frames.Slice(i * channels, channels))
            {
                sum += float.IsFinite(sample) ? Math.Clamp(sample, -Loudest, Loudest) : 0;
            }

            mono[i] = sum / channels;
        }
    }

    private static void Append(ArrayBufferWriter<short> samples, Resampler? resampler, ReadOnlySpan<float> mono, float[] resampled)
    {
        if (resampler is null)
        {
            Write(samples, mono, mono.Length);
            return;
        }

        while (!mono.IsEmpty)
        {
            int written = resampler.Process(mono, resampled, out int used);
            Write(samples, resampled, written);
            mono = mono[used..];
        }
    }

    // Silence pushes the end of the sound out of the filter, until the length is right.
    private static void Flush(ArrayBufferWriter<short> samples, Resampler resampler, long length, float[] resampled)
    {
        ReadOnlySpan<float> silence = stackalloc float[256];
        while (samples.WrittenCount < length)
        {
            int written = resampler.Process(silence, resampled, out _);
            Write(samples, resampled, (int)Math.Min(written, length - samples.WrittenCount));
        }
    }

    private static void Write(ArrayBufferWriter<short> samples, ReadOnlySpan<float> from, int count)
    {
        Span<short> to = samples.GetSpan(count);
        for (int i = 0; i < count; i++)
        {
            // libsndfile makes −1 of −32768, so that 16 bits come back exactly.
            to[i] = (short)Math.Clamp(MathF.Round(from[i] * 32768), short.MinValue, short.MaxValue);
        }

        samples.Advance(count);
    }
}
