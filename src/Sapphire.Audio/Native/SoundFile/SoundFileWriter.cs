using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.SoundFile;

/// <summary>Encodes one channel of 16 bits.</summary>
internal sealed unsafe class SoundFileWriter : IDisposable
{
    /// <summary><c>SF_FORMAT_WAV | SF_FORMAT_PCM_16</c>.</summary>
    public const int Wav = 0x010002;

    /// <summary><c>SF_FORMAT_FLAC | SF_FORMAT_PCM_16</c>.</summary>
    public const int Flac = 0x170002;

    private readonly SoundFileHandle _file;
    private readonly SoundFileStream _stream;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to; can seek, and stays open.</param>
    /// <param name="format">A code of the library.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="EngineUnavailableException">libsndfile is missing.</exception>
    /// <exception cref="IOException">The stream cannot be written, or the format does not take the rate.</exception>
    public SoundFileWriter(Stream stream, int format, int sampleRate)
    {
        SoundFileLibrary.Require();
        _stream = new SoundFileStream(stream);
        SoundFileLibrary.VirtualIo io = SoundFileStream.Callbacks;
        SoundFileLibrary.Info info = new() { SampleRate = sampleRate, Channels = 1, Format = format };
        _file = SoundFileLibrary.Open(&io, SoundFileLibrary.Write, ref info, _stream.User, out string error);
        if (_file.IsInvalid)
        {
            _file.Dispose();
            _stream.Dispose();
            _stream.ThrowIfFailed();
            throw new IOException(error);
        }
    }

    /// <summary>Adds sound.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            ReadOnlySpan<short> block = samples[..Math.Min(samples.Length, SoundFileLibrary.BlockFrames)];
            long written;
            fixed (short* from = block)
            {
                written = SoundFileLibrary.WriteFrames(_file, from, block.Length);
            }

            _stream.ThrowIfFailed();
            if (written != block.Length)
            {
                throw new IOException("libsndfile could not encode the sound.");
            }

            samples = samples[block.Length..];
        }
    }

    /// <summary>Completes the file.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Finish()
    {
        _file.Dispose();
        _stream.ThrowIfFailed();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _file.Dispose();
        _stream.Dispose();
    }
}
