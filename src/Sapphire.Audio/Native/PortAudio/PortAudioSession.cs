using System.Runtime.InteropServices;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>
/// PortAudio's own beginning and end. They are of the whole process, and its list of devices stands still between them: so it ends
/// with the last stream, and what is plugged in is seen at the next beginning.
/// </summary>
internal static unsafe class PortAudioSession
{
    private static readonly Lock Gate = new();
    private static int _users;

    /// <summary>Begins, where nobody has; <see cref="End"/> belongs to it.</summary>
    /// <exception cref="EngineUnavailableException">The library is missing.</exception>
    /// <exception cref="DeviceLostException">It does not begin.</exception>
    public static void Begin()
    {
        PortAudioLibrary.Require();
        lock (Gate)
        {
            if (_users == 0)
            {
                QuietSoundSystem.Ensure();
                int error = PortAudioLibrary.Initialize();
                if (error != 0)
                {
                    throw new DeviceLostException($"The sound system does not start: {PortAudioLibrary.ErrorText(error)}.");
                }
            }

            _users++;
        }
    }

    /// <summary>Ends, where nobody else uses it.</summary>
    public static void End()
    {
        lock (Gate)
        {
            if (--_users == 0)
            {
                _ = PortAudioLibrary.Terminate();
            }
        }
    }

    /// <summary>The devices, as PortAudio found them when it began.</summary>
    public static IReadOnlyList<AudioDevice> List()
    {
        int input = PortAudioLibrary.GetDefaultInputDevice();
        int output = PortAudioLibrary.GetDefaultOutputDevice();
        List<AudioDevice> devices = [];
        for (int i = 0; i < PortAudioLibrary.GetDeviceCount(); i++)
        {
            PortAudioLibrary.DeviceInfo* info = PortAudioLibrary.GetDeviceInfo(i);
            if (info is not null)
            {
                devices.Add(new(
                    i,
                    Marshal.PtrToStringUTF8((IntPtr)info->Name) ?? string.Empty,
                    info->MaxInputChannels > 0,
                    info->MaxOutputChannels > 0,
                    i == input,
                    i == output,
                    (int)info->DefaultSampleRate));
            }
        }

        return devices;
    }

    /// <summary>Finds a device by its name, or the beginning or a part of it; <c>default</c> is the system's own choice.</summary>
    /// <param name="wanted">The name.</param>
    /// <param name="input">True for a microphone.</param>
    /// <exception cref="DeviceLostException">There is none; names those that there are.</exception>
    public static AudioDevice Find(string wanted, bool input)
    {
        AudioDevice[] devices = [.. List().Where(one => input ? one.Hears : one.Plays)];
        string what = input ? "microphone" : "speaker";
        if (devices.Length == 0)
        {
            throw new DeviceLostException($"This machine has no {what}, or its sound server does not run. Connect one, or set sapphire.room.{what} to none.");
        }

        AudioDevice? found = string.Equals(wanted, "default", StringComparison.OrdinalIgnoreCase)
            ? Array.Find(devices, one => input ? one.IsDefaultInput : one.IsDefaultOutput) ?? devices[0]
            : Array.Find(devices, one => one.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? Array.Find(devices, one => one.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
                ?? Array.Find(devices, one => one.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
        return found ?? throw new DeviceLostException(
            $"There is no {what} '{wanted}' now. There is: {string.Join("; ", devices.Select(one => one.Name))}. Connect it, or name another one in sapphire.room.{what}.");
    }
}
