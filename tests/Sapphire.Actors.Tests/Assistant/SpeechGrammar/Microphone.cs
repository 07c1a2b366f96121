using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Assistant.SpeechGrammar;

/// <summary>Sound as a microphone gives it: speech of flite with faint noise around, recordings, noise.</summary>
internal static class Microphone
{
    private const int Rate = 16000;
    private const double NoiseLevel = 8;

    private static readonly Lazy<FliteEngine> Flite = new(() => new());

    /// <summary>Sentences of a file beside this one.</summary>
    public static string[] Lines(string file, [CallerFilePath] string here = "") => File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, file));

    /// <summary>A spoken sentence: 0.3 s of faint noise, the speech, 0.7 s of noise.</summary>
    public static short[] Say(string text, string voice)
    {
        SpeechAudio speech = Flite.Value.Synthesize(new($"{text}", $"flite/{voice}"));
        speech.SampleRate.ShouldBe(Rate);
        var random = new Random(text.Length);
        short[] samples = new short[(Rate * 3 / 10) + speech.Samples.Length + (Rate * 7 / 10)];
        speech.Samples.Span.CopyTo(samples.AsSpan(Rate * 3 / 10));
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp(samples[i] + (NoiseLevel * Gauss(random)), short.MinValue, short.MaxValue);
        }

        return samples;
    }

    /// <summary>White noise.</summary>
    public static short[] Noise(double seconds, double level)
    {
        var random = new Random(5);
        short[] samples = new short[(int)(seconds * Rate)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(level * Gauss(random));
        }

        return samples;
    }

    /// <summary>Recordings of a folder of the test data, those of 16 kHz, mono and 16 bits; at most so many seconds of each.</summary>
    public static IEnumerable<(string Name, short[] Samples)> Recordings(string folder, int seconds = 20)
    {
        foreach (string path in Directory.GetFiles(Path.Combine(TestData(), "audio", folder), "*.wav").Order(StringComparer.Ordinal))
        {
            byte[] file = File.ReadAllBytes(path);
            ReadOnlySpan<byte> bytes = file;
            int data = bytes.IndexOf("data"u8) + 8;
            if (data >= 8 && BinaryPrimitives.ReadInt16LittleEndian(bytes[22..]) == 1 && BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]) == Rate && BinaryPrimitives.ReadInt16LittleEndian(bytes[34..]) == 16)
            {
                short[] samples = MemoryMarshal.Cast<byte, short>(bytes[data..(bytes.Length - ((bytes.Length - data) % 2))]).ToArray();
                yield return (Path.GetFileName(path), samples.Length > seconds * Rate ? samples[..(seconds * Rate)] : samples);
            }
        }
    }

    /// <summary>Writes the sound in pieces of 32 ms.</summary>
    public static Recognized Hear(IRecognitionEngine engine, ReadOnlySpan<short> samples)
    {
        engine.Begin();
        for (int at = 0; at < samples.Length; at += 512)
        {
            engine.Write(samples[at..Math.Min(samples.Length, at + 512)]);
        }

        return engine.Finish();
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string TestData()
    {
        if (Environment.GetEnvironmentVariable("SAPPHIRE_TESTDATA") is { Length: > 0 } folder)
        {
            return folder;
        }

        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Sapphire.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(root.ShouldNotBeNull().FullName, "..", "shared", "testdata");
    }
}
