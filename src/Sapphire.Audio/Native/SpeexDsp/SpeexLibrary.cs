using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Native.SpeexDsp;

/// <summary>The resampler of libspeexdsp 1.2 (speex_resampler.h). Debian: package <c>libspeexdsp1</c>.</summary>
internal static unsafe partial class SpeexLibrary
{
    private const string Name = "libspeexdsp.so.1";

    /// <summary>Loads the library.</summary>
    /// <exception cref="EngineUnavailableException">It is missing.</exception>
    public static void Require() => SharedLibrary.Require("The resampler", Name, "libspeexdsp1");

    [LibraryImport(Name, EntryPoint = "speex_resampler_init")]
    public static partial ResamplerHandle Init(uint channels, uint from, uint to, int quality, int* error);

    [LibraryImport(Name, EntryPoint = "speex_resampler_process_int")]
    public static partial int Process(ResamplerHandle resampler, uint channel, short* input, uint* inputLength, short* output, uint* outputLength);

    [LibraryImport(Name, EntryPoint = "speex_resampler_process_float")]
    public static partial int Process(ResamplerHandle resampler, uint channel, float* input, uint* inputLength, float* output, uint* outputLength);

    [LibraryImport(Name, EntryPoint = "speex_resampler_skip_zeros")]
    public static partial int SkipZeros(ResamplerHandle resampler);

    [LibraryImport(Name, EntryPoint = "speex_resampler_reset_mem")]
    public static partial int Reset(ResamplerHandle resampler);

    [LibraryImport(Name, EntryPoint = "speex_resampler_get_input_latency")]
    public static partial int InputLatency(ResamplerHandle resampler);

    [LibraryImport(Name, EntryPoint = "speex_resampler_destroy")]
    public static partial void Destroy(IntPtr resampler);
}
