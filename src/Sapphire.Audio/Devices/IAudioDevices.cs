using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Devices;

/// <summary>Opens microphones and speakers. Opening may take a tenth of a second, and blocks its thread for that long.</summary>
public interface IAudioDevices
{
    /// <summary>Opens a microphone by its address; see <see cref="DeviceAddress"/>.</summary>
    /// <exception cref="DeviceLostException">It cannot be opened; says why, and what to do.</exception>
    /// <exception cref="EngineUnavailableException">A library is missing; names its package.</exception>
    ICapture OpenCapture(string address);

    /// <summary>Opens a speaker by its address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="sampleRate">Samples a second of what will be written.</param>
    /// <exception cref="DeviceLostException">It cannot be opened; says why, and what to do.</exception>
    /// <exception cref="EngineUnavailableException">A library is missing; names its package.</exception>
    IPlayback OpenPlayback(string address, int sampleRate);

    /// <summary>The devices of the sound system.</summary>
    /// <exception cref="EngineUnavailableException">PortAudio is missing.</exception>
    IReadOnlyList<AudioDevice> List();
}
