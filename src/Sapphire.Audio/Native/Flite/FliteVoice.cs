using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Native.Flite;

/// <summary>
/// A voice of flite, loaded for the life of the process: registering it again gives the same one. Its features and the
/// noise generator belong to the process, so that one lock guards them all.
/// </summary>
internal sealed unsafe class FliteVoice
{
    private static readonly Lock Gate = new();

    private readonly IntPtr _features;
    private readonly IntPtr _voice;
    private readonly FliteVoiceInfo _info;

    private FliteVoice(IntPtr voice, FliteVoiceInfo info)
    {
        _voice = voice;
        _features = ((FliteLibrary.Voice*)voice)->Features;
        _info = info;
    }

    /// <summary>Loads a voice: 10 to 25 ms and 4 to 6 MB.</summary>
    /// <exception cref="EngineUnavailableException">Its library is missing.</exception>
    public static FliteVoice Load(FliteVoiceInfo info)
    {
        lock (Gate)
        {
            FliteLibrary.Initialise();
            string file = $"libflite_cmu_us_{info.Name}.so.1";
            IntPtr library = SharedLibrary.Require(EngineNames.Flite, file, FliteLibrary.Package);
            if (!NativeLibrary.TryGetExport(library, $"register_cmu_us_{info.Name}", out IntPtr register))
            {
                throw new EngineUnavailableException(EngineNames.Flite, $"the voice {info.Name} in {file}", FliteLibrary.Package);
            }

            IntPtr voice = ((delegate* unmanaged<byte*, IntPtr>)register)(null);
            return voice == IntPtr.Zero
                ? throw new EngineUnavailableException(EngineNames.Flite, $"the voice {info.Name} in {file}", FliteLibrary.Package)
                : new FliteVoice(voice, info);
        }
    }

    /// <summary>Speaks. The same text, rate and pitch give the same samples.</summary>
    /// <param name="text">ASCII; other letters are not spoken.</param>
    /// <param name="rate">1 is the voice's own pace.</param>
    /// <param name="pitch">1 is the voice's own pitch.</param>
    /// <returns>The sound; null when flite has given none.</returns>
    public SpeechAudio? Speak(string text, double rate, double pitch)
    {
        if (_info.HasPitchTarget || pitch == 1)
        {
            return Make(text, rate, pitch);
        }

        // Spoken slower and played faster: that raises the colour of the voice with its pitch.
        SpeechAudio? slow = Make(text, rate / pitch, 1);
        return slow is null ? null : Resampler.Resample(slow with { SampleRate = (int)Math.Round(slow.SampleRate * pitch) }, slow.SampleRate);
    }

    private SpeechAudio? Make(string text, double rate, double pitch)
    {
        lock (Gate)
        {
            FliteLibrary.SetFeature(_features, "duration_stretch\0"u8, (float)(_info.Stretch / rate));
            FliteLibrary.SetFeature(_features, "int_f0_target_mean\0"u8, (float)(_info.Mean * pitch));
            // The melody grows with the pitch: an interval is a ratio.
            FliteLibrary.SetFeature(_features, "int_f0_target_stddev\0"u8, (float)(_info.Deviation * pitch));
            // The breath of a voice is made with rand(3). Begun anew, a sentence that is spoken again after a crash
            // continues the first one sample by sample.
            FliteLibrary.SeedRandom(1);
            using FliteWave wave = FliteLibrary.TextToWave(text, _voice);
            return wave.IsInvalid ? null : new SpeechAudio(wave.SampleRate, wave.Samples.ToArray());
        }
    }
}
