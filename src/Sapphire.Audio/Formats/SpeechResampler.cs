using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Formats;

/// <summary>Brings whole sentences to another rate: with libspeexdsp, and without it as well as can be. Safe for several threads.</summary>
public static class SpeechResampler
{
    /// <summary>The sound at another rate, in samples a second.</summary>
    public static SpeechAudio Resample(SpeechAudio audio, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(audio);
        if (audio.SampleRate == sampleRate || audio.Samples.IsEmpty)
        {
            return audio with { SampleRate = sampleRate };
        }

        try
        {
            return Resampler.Resample(audio, sampleRate);
        }
        catch (EngineUnavailableException)
        {
            // Without libspeexdsp speech sounds a little rough; that is better than silence.
            return new(sampleRate, Interpolate(audio, sampleRate));
        }
    }

    private static short[] Interpolate(SpeechAudio audio, int sampleRate)
    {
        ReadOnlySpan<short> from = audio.Samples.Span;
        short[] to = new short[(int)((long)from.Length * sampleRate / audio.SampleRate)];
        double step = (double)audio.SampleRate / sampleRate;
        for (int i = 0; i < to.Length; i++)
        {
            double at = i * step;
            int left = Math.Min((int)at, from.Length - 1);
            int right = Math.Min(left + 1, from.Length - 1);
            to[i] = (short)Math.Round(from[left] + (from[right] - from[left]) * (at - left));
        }

        return to;
    }
}
