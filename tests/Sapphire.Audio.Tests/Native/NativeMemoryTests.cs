using Sapphire.Audio.Engines;
using Sapphire.Audio.Files;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Tests.Files;

namespace Sapphire.Audio.Tests.Native;

/// <summary>Alone, since the memory of the whole process is measured.</summary>
[CollectionDefinition(nameof(NativeMemoryTests), DisableParallelization = true)]
[Collection(nameof(NativeMemoryTests))]
public sealed class NativeMemoryTests
{
    [Fact]
    public void FliteKeepsNothingOfWhatWasSpoken()
    {
        using FliteEngine engine = new();
        // 1.4 s or 45 KB of samples: 100 leaked ones would be 4.5 MB.
        SpeechRequest request = new("It is half past ten.", "flite/kal16");
        Growth(() => engine.Synthesize(request), 30, 100).ShouldBeLessThan(3_000_000);
    }

    [Fact]
    public void EspeakKeepsNothingOfWhatWasSpoken()
    {
        using EspeakNgEngine engine = new();
        // 1.4 s or 62 KB of samples.
        SpeechRequest request = new("It is half past ten.", "espeak-ng/en-us");
        Growth(() => engine.Synthesize(request), 30, 100).ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public void ReadingAndResamplingAFileKeepsNothing()
    {
        using TestFolder folder = new();
        string path = folder.Path("tone.flac");
        // 3 s or 96 KB of samples, and half as much again at 24 kHz: 100 leaked ones would be 24 MB.
        AudioFileWriter.Write(path, new SpeechAudio(16_000, Enumerable.Range(0, 3).SelectMany(_ => WavBytes.Tone(16_000)).ToArray()));
        Growth(() => Resampler.Resample(AudioFileReader.Read(path, TimeSpan.FromMinutes(1)), 24_000, Resampler.RecognitionQuality), 20, 100).ShouldBeLessThan(5_000_000);
    }

    // The least of three rounds: memory that other tests have left is given back in one of them, but a leak grows in each.
    private static long Growth(Action action, int warm, int times)
    {
        Repeat(action, warm);
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = Resident();
            Repeat(action, times);
            least = Math.Min(least, Resident() - before);
        }

        return least;
    }

    private static void Repeat(Action action, int times)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    /// <summary>Bytes of the process in memory.</summary>
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
