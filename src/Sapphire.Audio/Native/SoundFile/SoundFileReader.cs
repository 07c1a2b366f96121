using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.SoundFile;

/// <summary>Decodes what libsndfile can: WAV, FLAC, OGG (Vorbis, Opus), MP3, AIFF, CAF and others. What the header says of the length is not used.</summary>
internal sealed unsafe class SoundFileReader : IDisposable
{
    private readonly SoundFileHandle _file;
    private readonly SoundFileStream _stream;

    private SoundFileReader(SoundFileHandle file, SoundFileStream stream, SoundFileLibrary.Info info)
    {
        _file = file;
        _stream = stream;
        Channels = info.Channels;
        SampleRate = info.SampleRate;
    }

    /// <summary>1 to 1024.</summary>
    public int Channels { get; }

    /// <summary>In Hz, as the header says: 1 and more.</summary>
    public int SampleRate { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="error">Why it cannot be read; empty when it can.</param>
    /// <returns>The open file; null when it cannot be read.</returns>
    /// <exception cref="EngineUnavailableException">libsndfile is missing.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static SoundFileReader? Open(Stream stream, out string error)
    {
        SoundFileLibrary.Require();
        SoundFileStream source = new(stream);
        SoundFileLibrary.VirtualIo io = SoundFileStream.Callbacks;
        SoundFileLibrary.Info info = default;
        SoundFileHandle file = SoundFileLibrary.Open(&io, SoundFileLibrary.Read, ref info, source.User, out error);
        if (!file.IsInvalid)
        {
            return new SoundFileReader(file, source, info);
        }

        file.Dispose();
        source.Dispose();
        source.ThrowIfFailed();
        return null;
    }

    /// <summary>Reads the next frames.</summary>
    /// <param name="samples">Where to: a multiple of <see cref="Channels"/>; whole scale is −1 to 1, but a damaged file may hold anything.</param>
    /// <returns>How many frames; 0 at the end, or where the rest is damaged.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public int Read(Span<float> samples)
    {
        int frames = Math.Min(samples.Length / Channels, SoundFileLibrary.BlockFrames);
        long read;
        fixed (float* to = samples)
        {
            read = SoundFileLibrary.ReadFrames(_file, to, frames);
        }

        _stream.ThrowIfFailed();
        return (int)Math.Clamp(read, 0, frames);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _file.Dispose();
        _stream.Dispose();
    }
}
