using System.Runtime.InteropServices;
using Sapphire.Audio.Formats;

namespace Sapphire.Audio.Devices;

/// <summary>A WAV file that grows. Its header tells the true length after each flush, so that it can be read while it is written.</summary>
internal sealed class WavRecording : IDisposable
{
    private readonly FileStream _file;
    private readonly int _sampleRate;
    private readonly byte[] _header = new byte[WavWriter.HeaderLength];
    private int _samples;

    /// <summary>Creates the file, in the place of one of that name.</summary>
    /// <exception cref="DeviceLostException">It cannot be written.</exception>
    public WavRecording(string path, int sampleRate)
    {
        _sampleRate = sampleRate;
        try
        {
            _file = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 64 * 1024);
            Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceLostException($"The file {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Adds sound.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        _file.Write(MemoryMarshal.AsBytes(samples));
        _samples += samples.Length;
    }

    /// <summary>Hands all of it to the system.</summary>
    public void Flush()
    {
        WavWriter.WriteHeader(_header, _samples, _sampleRate);
        _file.Position = 0;
        _file.Write(_header);
        _file.Position = _file.Length;
        _file.Flush();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }
}
