using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>
/// What Chromium's fake microphone plays: sentences spoken by flite, each after a silence. A file that is missing or in another
/// format would be silence without an error, so it is written as plain 16-bit WAV.
/// </summary>
internal static class SpokenFile
{
    private const int Rate = 16_000;

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="silenceAfter">Seconds of silence at the end.</param>
    /// <param name="lines">Seconds of silence, then what is said.</param>
    public static void Write(string path, double silenceAfter, params (double SilenceBefore, string Text)[] lines)
    {
        using FliteEngine flite = new();
        Random noise = new(1);
        List<float> samples = [];
        foreach ((double silence, string text) in lines)
        {
            Silence(samples, silence, noise);
            SpeechAudio spoken = flite.Synthesize(new(text, "flite/rms"));
            spoken.SampleRate.ShouldBe(Rate);
            foreach (short sample in spoken.Samples.Span)
            {
                samples.Add(sample / 32768f);
            }
        }

        Silence(samples, silenceAfter, noise);
        using FileStream file = File.Create(path);
        WavWriter.Write(file, CollectionsMarshal.AsSpan(samples), Rate);
    }

    // No room is as still as digital silence.
    private static void Silence(List<float> samples, double seconds, Random noise)
    {
        for (int i = 0; i < seconds * Rate; i++)
        {
            samples.Add((noise.NextSingle() - 0.5f) * 0.0006f);
        }
    }
}
