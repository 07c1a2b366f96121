using System.Runtime.InteropServices;

namespace Sapphire.Audio.Native.EspeakNg;

/// <summary>libespeak-ng 1.51 (speak_lib.h). Debian: package <c>libespeak-ng1</c>. Everything in it belongs to the process: <see cref="EspeakSpeaker"/> guards it.</summary>
internal static unsafe partial class EspeakLibrary
{
    public const string Name = "libespeak-ng.so.1";

    public const string Package = "libespeak-ng1";

    /// <summary><c>AUDIO_OUTPUT_SYNCHRONOUS</c>: the callback comes on the calling thread.</summary>
    public const int Synchronous = 2;

    /// <summary><c>espeakINITIALIZE_DONT_EXIT</c>: an error is returned, and does not end the process.</summary>
    public const int DoNotExit = 0x8000;

    /// <summary><c>espeakCHARS_UTF8</c>, without SSML and phonemes: text is read as it stands.</summary>
    public const uint Utf8 = 1;

    [LibraryImport(Name, EntryPoint = "espeak_Initialize")]
    public static partial int Initialize(int output, int bufferMilliseconds, IntPtr path, int options);

    [LibraryImport(Name, EntryPoint = "espeak_SetSynthCallback")]
    public static partial void SetCallback(delegate* unmanaged<short*, int, IntPtr, int> callback);

    [LibraryImport(Name, EntryPoint = "espeak_SetVoiceByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetVoice(string name);

    [LibraryImport(Name, EntryPoint = "espeak_SetParameter")]
    public static partial int SetParameter(Parameter parameter, int value, int relative);

    [LibraryImport(Name, EntryPoint = "espeak_Synth")]
    public static partial int Synthesize(byte* text, nuint size, uint position, int positionType, uint end, uint flags, IntPtr identifier, IntPtr user);

    /// <summary>A list of pointers, ended by NULL, that the library keeps.</summary>
    [LibraryImport(Name, EntryPoint = "espeak_ListVoices")]
    public static partial Voice** ListVoices(IntPtr filter);

    /// <summary><c>espeak_PARAMETER</c>.</summary>
    public enum Parameter
    {
        /// <summary>Words a minute, 80 to 450.</summary>
        Rate = 1,

        /// <summary>0 to 100; more is clipped.</summary>
        Volume = 2,

        /// <summary>0 to 99; 50 is the voice's own.</summary>
        Pitch = 3,

        /// <summary>0 to 100; 50 is the voice's own melody.</summary>
        Range = 4,
    }

    /// <summary>The beginning of <c>espeak_VOICE</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Voice
    {
        public byte* Name;

        /// <summary>A byte of priority and a language ended by zero, repeated; then a zero.</summary>
        public byte* Languages;
        public byte* Identifier;
    }
}
