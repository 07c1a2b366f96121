using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Audio.Listening;

namespace Sapphire.Audio.Tests.Listening;

public sealed class EndpointerTests
{
    private const int Rate = 16_000;

    public static TheoryData<string, double, string> Mixtures()
    {
        TheoryData<string, double, string> mixtures = [];
        foreach (string speech in new[] { "speech/office_lights/03c4791e434648b9888ad34f7d26a6dd_16000_mono_16bit.wav", "speech/office_lights/35d014ebae4e41bf916e456916911fc6_16000_mono_16bit.wav", "speech/speechbrain/spk1_snt1.wav", "speech/speechbrain/spk1_snt3.wav" })
        {
            foreach ((double snr, string noise) in new[] { (60.0, "zeros"), (20.0, "white"), (12.0, "white"), (20.0, "hum"), (10.0, "hum"), (20.0, "machine"), (15.0, "machine") })
            {
                mixtures.Add(speech, snr, noise);
            }
        }

        return mixtures;
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void FindsRealSpeechInNoise(string file, double snr, string noise)
    {
        short[] speech = Read(file);
        (int first, int last) = Active(speech);
        const int Lead = Rate * 2;
        double[] sound = Noise(noise, Lead + speech.Length + Rate * 3);
        double gain = noise == "zeros" ? 0 : Rms(speech.AsSpan(first, last - first)) / Math.Pow(10, snr / 20) / Rms(sound);
        short[] mixed = [.. sound.Select((n, i) => Clip(n * gain + (i >= Lead && i < Lead + speech.Length ? speech[i - Lead] : 0)))];
        List<(Endpoint What, double At)> events = Run(new(EndpointerSettings.Default), mixed);
        events.Select(e => e.What).ShouldBe([Endpoint.SpeechStarted, Endpoint.SpeechEnded]);
        double began = (double)(Lead + first) / Rate;
        double ended = (double)(Lead + last) / Rate;
        // The pre-roll holds half a second: the first syllable is there when the start is noticed before that.
        events[0].At.ShouldBeInRange(began - 0.1, began + 0.45);
        events[1].At.ShouldBeInRange(ended + 0.2, ended + 1.2);
    }

    [Theory]
    [InlineData("zeros", 0)]
    [InlineData("white", 30)]
    [InlineData("white", 1000)]
    [InlineData("hum", 300)]
    [InlineData("hum", 3000)]
    [InlineData("machine", 100)]
    public void HearsNothingInNoise(string noise, double rms)
    {
        double[] sound = Noise(noise, Rate * 8);
        double gain = rms / Math.Max(1, Rms(sound));
        // Who opens a microphone in loud noise: the floor is learnt first.
        List<(Endpoint What, double At)> events = Run(new(EndpointerSettings.Default), [.. sound.Select(n => Clip(n * gain))], skip: rms > 50);
        events.ShouldBe([(Endpoint.NothingHeard, 5.0)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void ClicksAreNoSpeech(int frames)
    {
        double[] sound = Noise("white", Rate * 8);
        short[] samples = [.. sound.Select(n => Clip(n * 30))];
        for (int click = Rate; click < samples.Length - Rate; click += Rate / 2)
        {
            for (int i = 0; i < (frames - 1) * Endpointer.FrameSize; i++)
            {
                samples[click + 100 + i] = (short)(i % 40 < 20 ? 12000 : -12000);
            }
        }

        Run(new(EndpointerSettings.Default), samples).ShouldBe([(Endpoint.NothingHeard, 5.0)]);
    }

    [Fact]
    public void LouderGainBecomesFloor()
    {
        double[] sound = Noise("white", Rate * 12);
        Endpointer endpointer = new(EndpointerSettings.Default with { Patience = null });
        List<(Endpoint What, double At)> events = Run(endpointer, [.. sound.Select((n, i) => Clip(n * (i < Rate * 3 ? 20 : 200)))]);
        events.Select(e => e.What).ShouldBe([Endpoint.SpeechStarted, Endpoint.SpeechEnded]);
        events[1].At.ShouldBeLessThan(8);
        endpointer.Reset();
        Run(endpointer, [.. sound.Select(n => Clip(n * 200))]).ShouldBeEmpty();
    }

    [Fact]
    public void SpeechWithoutEndIsCut()
    {
        // Syllables for 40 s.
        Random random = new(1);
        short[] samples = [.. Enumerable.Range(0, Rate * 40).Select(i => (short)(i / 2400 % 4 == 0 ? random.Next(-5, 5) : random.Next(-4000, 4000)))];
        List<(Endpoint What, double At)> events = Run(new(EndpointerSettings.Default), samples);
        events.Select(e => e.What).ShouldBe([Endpoint.SpeechStarted, Endpoint.TooLong]);
        (events[1].At - events[0].At).ShouldBe(29.9, 0.05);
    }

    [Fact]
    public void PauseInsideSpeechEndsNothing()
    {
        Random random = new(2);
        short[] samples = [.. Enumerable.Range(0, Rate * 8).Select(i => (short)(i is > Rate and < Rate * 2 or > 41600 and < 60000 ? random.Next(-3000, 3000) : random.Next(-10, 10)))];
        List<(Endpoint What, double At)> events = Run(new(EndpointerSettings.Default), samples);
        events.Select(e => e.What).ShouldBe([Endpoint.SpeechStarted, Endpoint.SpeechEnded]);
        events[1].At.ShouldBe(60000.0 / Rate + 0.7, 0.08);
    }

    [Fact]
    public void AllocatesNothing()
    {
        Endpointer endpointer = new(EndpointerSettings.Default);
        short[] frame = [.. Enumerable.Range(0, Endpointer.FrameSize).Select(i => (short)(i * 37 % 500))];
        endpointer.Push(frame);

        // The runtime may allocate on this thread too, when it compiles anew what is hot: the least of some runs counts.
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++) endpointer.Push(frame);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.ShouldBe(0);
    }

    [Fact]
    public void AnyFramesGiveALegalSequence()
    {
        Gen<(int Amplitude, int Frames)> stretch = Gen.Elements(0, 1, 30, 300, 3000, 32767).Zip(Gen.Choose(1, 80), (a, n) => (a, n));
        Prop.ForAll(Arb.From(stretch.ListOf()), stretches =>
        {
            Random random = new(3);
            Endpointer endpointer = new(EndpointerSettings.Default with { Longest = TimeSpan.FromSeconds(3), Patience = TimeSpan.FromSeconds(2) });
            short[] frame = new short[Endpointer.FrameSize];
            bool speaking = false;
            bool done = false;
            int since = 0;
            foreach ((int amplitude, int frames) in stretches)
            {
                for (int f = 0; f < frames; f++)
                {
                    for (int i = 0; i < frame.Length; i++)
                    {
                        frame[i] = (short)random.Next(-amplitude, amplitude + 1);
                    }

                    Endpoint what = endpointer.Push(frame);
                    since++;
                    switch (what)
                    {
                        case Endpoint.SpeechStarted:
                            (speaking || done).ShouldBeFalse();
                            speaking = true;
                            since = 0;
                            break;
                        case Endpoint.SpeechEnded:
                        case Endpoint.TooLong:
                            speaking.ShouldBeTrue();
                            since.ShouldBeLessThanOrEqualTo(150);
                            speaking = false;
                            done = true;
                            break;
                        case Endpoint.NothingHeard:
                            (speaking || done).ShouldBeFalse();
                            done = true;
                            break;
                    }

                    if (done && f % 7 == 0)
                    {
                        endpointer.Reset();
                        done = false;
                        since = 0;
                    }
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void FrameOfAnotherSizeIsRefused() => Should.Throw<ArgumentException>(() => new Endpointer(EndpointerSettings.Default).Push(new short[100]));

    private static List<(Endpoint What, double At)> Run(Endpointer endpointer, short[] samples, bool skip = false)
    {
        if (skip)
        {
            for (int i = 0; i + Endpointer.FrameSize <= Rate * 3; i += Endpointer.FrameSize)
            {
                endpointer.Push(samples.AsSpan(i, Endpointer.FrameSize));
            }

            endpointer.Reset();
        }

        List<(Endpoint, double)> events = [];
        for (int i = 0; i + Endpointer.FrameSize <= samples.Length; i += Endpointer.FrameSize)
        {
            Endpoint what = endpointer.Push(samples.AsSpan(i, Endpointer.FrameSize));
            if (what != Endpoint.None)
            {
                events.Add((what, Math.Round((double)(i + Endpointer.FrameSize) / Rate, 2)));
            }
        }

        return events;
    }

    private static double[] Noise(string kind, int length)
    {
        Random random = new(4);
        short[]? machine = kind == "machine" ? Read("noise/speechbrain_noise5.wav") : null;
        return
        [
            .. Enumerable.Range(0, length).Select(i => kind switch
            {
                "white" => random.NextDouble() * 2 - 1,
                "hum" => Math.Sin(i * 2 * Math.PI * 50 / Rate) + 0.3 * Math.Sin(i * 2 * Math.PI * 150 / Rate) + 0.02 * (random.NextDouble() - 0.5),
                "machine" => machine![i % machine.Length],
                _ => 0.0,
            }),
        ];
    }

    /// <summary>Where the clean speech begins and ends: frames within 35 dB of the loudest.</summary>
    private static (int First, int Last) Active(short[] speech)
    {
        double[] energies = [.. speech.Chunk(Endpointer.FrameSize).Select(c => Rms(c))];
        double least = energies.Max() / 30;
        int first = Array.FindIndex(energies, e => e > least);
        int last = Array.FindLastIndex(energies, e => e > least);
        return (first * Endpointer.FrameSize, Math.Min(speech.Length, (last + 1) * Endpointer.FrameSize));
    }

    private static double Rms(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (short sample in samples)
        {
            sum += (double)sample * sample;
        }

        return Math.Sqrt(sum / samples.Length);
    }

    private static double Rms(double[] samples) => Math.Sqrt(samples.Sum(s => s * s) / samples.Length);

    private static short Clip(double value) => (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue);

    /// <summary>16 kHz mono WAV of the test data.</summary>
    private static short[] Read(string name)
    {
        byte[] wav = File.ReadAllBytes(Path.Combine(TestData, "audio", name));
        BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(24)).ShouldBe(Rate, name);
        int data = wav.AsSpan().IndexOf("data"u8) + 8;
        short[] samples = new short[(wav.Length - data) / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(data + 2 * i));
        }

        return samples;
    }

    private static string TestData
    {
        get
        {
            if (Environment.GetEnvironmentVariable("SAPPHIRE_TESTDATA") is { Length: > 0 } folder)
            {
                return folder;
            }

            for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                string candidate = Path.Combine(at.FullName, "shared", "testdata");
                if (Directory.Exists(candidate))
                {
                    return candidate;
                }
            }

            throw new DirectoryNotFoundException("The test data is not there: set SAPPHIRE_TESTDATA.");
        }
    }
}
