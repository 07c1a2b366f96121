namespace Sapphire.Audio.Formats;

/// <summary>The sound of a timer: two bell-like tones, a major third apart, 0.6 seconds together.</summary>
public static class Chime
{
    /// <summary>In hertz.</summary>
    public const int SampleRate = 16_000;

    /// <summary>In seconds.</summary>
    public const double Duration = 0.6;

    // E5 and then G sharp 5, in equal temperament from A4 = 440 Hz.
    private const double FirstTone = 659.26;
    private const double SecondTone = 830.61;
    private const double SecondStart = 0.18;
    private const double Attack = 0.005;
    private const double Release = 0.02;
    private const double Peak = 0.35;

    /// <summary>Samples of one channel, within −1 to 1, that begin and end in silence.</summary>
    public static float[] Samples()
    {
        float[] samples = new float[(int)(SampleRate * Duration)];
        for (int i = 0; i < samples.Length; i++)
        {
            double t = (double)i / SampleRate;
            // A ramp at the very end: a cut-off wave clicks.
            double end = Math.Min(1, (samples.Length - 1 - i) / (SampleRate * Release));
            samples[i] = (float)(end * (Tone(t, FirstTone) + Tone(t - SecondStart, SecondTone)));
        }

        return samples;
    }

    private static double Tone(double t, double frequency)
    {
        if (t < 0)
        {
            return 0;
        }

        double envelope = Math.Min(1, t / Attack) * Math.Exp(-7 * t);
        double angle = 2 * Math.PI * frequency * t;
        return Peak * envelope * (Math.Sin(angle) + 0.25 * Math.Sin(2 * angle));
    }
}
