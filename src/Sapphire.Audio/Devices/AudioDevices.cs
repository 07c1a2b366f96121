using Sapphire.Audio.Formats;
using Sapphire.Audio.Native.PortAudio;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Devices;

/// <summary>The devices of this machine, files, and none.</summary>
/// <param name="time">The clock by whose pace files are heard and written.</param>
public sealed class AudioDevices(TimeProvider time) : IAudioDevices
{
    // Ten minutes at 48 kHz in stereo.
    private const long LongestFile = 128L << 20;

    /// <inheritdoc />
    public ICapture OpenCapture(string address)
    {
        DeviceAddress device = DeviceAddress.Parse(address);
        return device.Kind switch
        {
            DeviceKind.None => new FileCapture("none", null, FileCaptureMode.Once, time),
            DeviceKind.File => new FileCapture(device.Name, Read(device.Name), FileCaptureMode.Once, time),
            DeviceKind.Loop => new FileCapture(device.Name, Read(device.Name), FileCaptureMode.Loop, time),
            DeviceKind.Cue => new FileCapture(device.Name, device.Name.Length == 0 ? null : Read(device.Name), FileCaptureMode.Cue, time),
            _ => PortAudioCapture.Open(device.Name, time),
        };
    }

    /// <inheritdoc />
    public IPlayback OpenPlayback(string address, int sampleRate)
    {
        DeviceAddress device = DeviceAddress.Parse(address);
        return device.Kind switch
        {
            DeviceKind.None => new FilePlayback("none", sampleRate, null, time),
            DeviceKind.Device => PortAudioPlayback.Open(device.Name, sampleRate, time),
            _ => new FilePlayback(device.Name, sampleRate, new(device.Name, sampleRate), time),
        };
    }

    /// <inheritdoc />
    public IReadOnlyList<AudioDevice> List()
    {
        PortAudioSession.Begin();
        try
        {
            return PortAudioSession.List();
        }
        finally
        {
            PortAudioSession.End();
        }
    }

    /// <summary>Reads a WAV file of a microphone.</summary>
    /// <exception cref="DeviceLostException">It cannot be read, or is no WAV.</exception>
    public static SpeechAudio Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                throw new DeviceLostException($"The file {path} is too long for a microphone: {LongestFile >> 20} MiB are the most.");
            }

            return WavReader.Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new DeviceLostException($"The file {path} cannot be heard: {e.Message}", e);
        }
    }
}
