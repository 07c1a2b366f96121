using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Engines;

/// <summary>Measures speech.</summary>
internal static class Acoustics
{
    private const double FrameSeconds = 0.04;
    private const double Lowest = 55;
    private const double Highest = 500;
    private const double Voiced = 0.5;

    /// <summary>The root mean square of all samples.</summary>
    public static double Rms(SpeechAudio audio)
    {
        double sum = 0;
        foreach (short sample in audio.Samples.Span)
        {
            sum += (double)sample * sample;
        }

        return Math.Sqrt(sum / Math.Max(1, audio.Samples.Length));
    }

    /// <summary>The median pitch of the voiced frames in Hz, by normalised autocorrelation; the shortest period that is nearly as good as the best wins.</summary>
    public static double Pitch(SpeechAudio audio)
    {
        int frame = (int)(audio.SampleRate * FrameSeconds);
        int shortest = (int)(audio.SampleRate / Highest);
        int longest = (int)(audio.SampleRate / Lowest);
        double loud = Rms(audio) / 4;
        List<double> pitches = [];
        short[] samples = LowPass(audio);
        for (int start = 0; start + frame + longest < samples.Length; start += frame)
        {
            double[] likeness = new double[longest + 1];
            double energy = Energy(samples.AsSpan(start, frame));
            if (Math.Sqrt(energy / frame) < loud)
            {
                continue;
            }

            for (int lag = shortest; lag <= longest; lag++)
            {
                Span<short> later = samples.AsSpan(start + lag, frame);
                likeness[lag] = Product(samples.AsSpan(start, frame), later) / Math.Sqrt(energy * Energy(later) + 1);
            }

            double best = likeness.Max();
            if (best < Voiced)
            {
                continue;
            }

            for (int lag = shortest + 1; lag < longest; lag++)
            {
                if (likeness[lag] > 0.9 * best && likeness[lag] >= likeness[lag - 1] && likeness[lag] >= likeness[lag + 1])
                {
                    pitches.Add((double)audio.SampleRate / lag);
                    break;
                }
            }
        }

        pitches.Sort();
        return pitches.Count == 0 ? 0 : pitches[pitches.Count / 2];
    }

    // A mean over 2 ms, twice: without the formants, which have periods of their own.
    private static short[] LowPass(SpeechAudio audio)
    {
        int width = audio.SampleRate / 500;
        short[] samples = audio.Samples.ToArray();
        for (int pass = 0; pass < 2; pass++)
        {
            short[] smooth = new short[samples.Length];
            int sum = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                sum += samples[i] - (i >= width ? samples[i - width] : 0);
                smooth[i] = (short)(sum / width);
            }

            samples = smooth;
        }

        return samples;
    }

    private static double Energy(ReadOnlySpan<short> samples) => Product(samples, samples);

    private static double Product(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
