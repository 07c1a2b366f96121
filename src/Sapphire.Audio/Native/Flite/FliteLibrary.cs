using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.Flite;

/// <summary>libflite 2.2 (flite.h, cst_wave.h). Debian: package <c>libflite1</c>, which has the voices too.</summary>
internal static unsafe partial class FliteLibrary
{
    public const string Package = "libflite1";

    private const string Name = "libflite.so.1";

    // Set once, under the lock of FliteVoice.
    private static bool _initialised;

    /// <summary>Loads the library and starts it.</summary>
    /// <exception cref="EngineUnavailableException">It is missing.</exception>
    public static void Initialise()
    {
        if (!_initialised)
        {
            _ = SharedLibrary.Require(EngineNames.Flite, Name, Package);
            _ = Init();
            _initialised = true;
        }
    }

    [LibraryImport(Name, EntryPoint = "flite_text_to_wave", StringMarshalling = StringMarshalling.Utf8)]
    public static partial FliteWave TextToWave(string text, IntPtr voice);

    /// <summary>Sets a feature of a voice.</summary>
    /// <param name="features">The voice's features.</param>
    /// <param name="name">A literal ended by a zero: flite keeps the pointer, not the text.</param>
    /// <param name="value">What to set.</param>
    public static void SetFeature(IntPtr features, ReadOnlySpan<byte> name, float value) =>
        SetFeature(features, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(name)), value);

    [LibraryImport(Name, EntryPoint = "delete_wave")]
    public static partial void DeleteWave(IntPtr wave);

    /// <summary>Starts the C library's generator anew.</summary>
    [LibraryImport("libc", EntryPoint = "srand")]
    public static partial void SeedRandom(uint seed);

    [LibraryImport(Name, EntryPoint = "feat_set_float")]
    private static partial void SetFeature(IntPtr features, byte* name, float value);

    [LibraryImport(Name, EntryPoint = "flite_init")]
    private static partial int Init();

    /// <summary><c>cst_wave</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Wave
    {
        public byte* Type;
        public int SampleRate;
        public int SampleCount;
        public int Channels;
        public short* Samples;
    }

    /// <summary>The beginning of <c>cst_voice</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Voice
    {
        public byte* Name;
        public IntPtr Features;
    }
}
