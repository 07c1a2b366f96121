using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>PortAudio 19 (portaudio.h). Debian: package <c>libportaudio2</c>. Nothing but the calls.</summary>
internal static unsafe partial class PortAudioLibrary
{
    /// <summary><c>paInt16</c>.</summary>
    public const uint Int16 = 8;

    /// <summary><c>paNoDevice</c>.</summary>
    public const int NoDevice = -1;

    private const string Name = "libportaudio.so.2";

    /// <summary>Loads the library.</summary>
    /// <exception cref="EngineUnavailableException">It is missing.</exception>
    public static void Require() => SharedLibrary.Require("The sound card", Name, "libportaudio2");

    /// <summary>True when the linker would find it.</summary>
    public static bool IsInstalled => LibrarySearch.Contains(Name);

    [LibraryImport(Name, EntryPoint = "Pa_Initialize")]
    public static partial int Initialize();

    [LibraryImport(Name, EntryPoint = "Pa_Terminate")]
    public static partial int Terminate();

    [LibraryImport(Name, EntryPoint = "Pa_GetErrorText")]
    public static partial byte* GetErrorText(int error);

    [LibraryImport(Name, EntryPoint = "Pa_GetDeviceCount")]
    public static partial int GetDeviceCount();

    [LibraryImport(Name, EntryPoint = "Pa_GetDefaultInputDevice")]
    public static partial int GetDefaultInputDevice();

    [LibraryImport(Name, EntryPoint = "Pa_GetDefaultOutputDevice")]
    public static partial int GetDefaultOutputDevice();

    [LibraryImport(Name, EntryPoint = "Pa_GetDeviceInfo")]
    public static partial DeviceInfo* GetDeviceInfo(int device);

    [LibraryImport(Name, EntryPoint = "Pa_IsFormatSupported")]
    public static partial int IsFormatSupported(StreamParameters* input, StreamParameters* output, double sampleRate);

    [LibraryImport(Name, EntryPoint = "Pa_OpenStream")]
    public static partial int OpenStream(
        IntPtr* stream, StreamParameters* input, StreamParameters* output, double sampleRate, CULong framesPerBuffer, CULong flags, IntPtr callback, IntPtr user);

    [LibraryImport(Name, EntryPoint = "Pa_SetStreamFinishedCallback")]
    public static partial int SetStreamFinishedCallback(PortAudioStreamHandle stream, IntPtr callback);

    [LibraryImport(Name, EntryPoint = "Pa_StartStream")]
    public static partial int StartStream(PortAudioStreamHandle stream);

    [LibraryImport(Name, EntryPoint = "Pa_AbortStream")]
    public static partial int AbortStream(IntPtr stream);

    [LibraryImport(Name, EntryPoint = "Pa_CloseStream")]
    public static partial int CloseStream(IntPtr stream);

    /// <summary>What an error number means.</summary>
    public static string ErrorText(int error) => Marshal.PtrToStringUTF8((IntPtr)GetErrorText(error)) ?? $"error {error}";

    /// <summary>PaDeviceInfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DeviceInfo
    {
        /// <summary>2.</summary>
        public int Version;

        /// <summary>UTF-8.</summary>
        public byte* Name;

        /// <summary>The host interface it belongs to.</summary>
        public int HostApi;

        /// <summary>0 for a device that only plays.</summary>
        public int MaxInputChannels;

        /// <summary>0 for a device that only hears.</summary>
        public int MaxOutputChannels;

        /// <summary>In seconds.</summary>
        public double LowInputLatency;

        /// <summary>In seconds.</summary>
        public double LowOutputLatency;

        /// <summary>In seconds.</summary>
        public double HighInputLatency;

        /// <summary>In seconds.</summary>
        public double HighOutputLatency;

        /// <summary>In Hz.</summary>
        public double DefaultSampleRate;
    }

    /// <summary>PaStreamParameters.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct StreamParameters
    {
        /// <summary>Its number in the list.</summary>
        public int Device;

        /// <summary>1.</summary>
        public int ChannelCount;

        /// <summary><see cref="Int16"/>.</summary>
        public CULong SampleFormat;

        /// <summary>In seconds.</summary>
        public double SuggestedLatency;

        /// <summary>Null.</summary>
        public void* HostApiSpecific;
    }
}
