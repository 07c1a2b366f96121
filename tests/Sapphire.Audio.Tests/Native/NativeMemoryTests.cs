using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Tests.Native;

/// <summary>Alone, since the memory of the whole process is measured.</summary>
[CollectionDefinition(DisableParallelization = true)]
[Collection(nameof(NativeMemoryTests))]
public sealed class NativeMemoryTests
{
    [Fact]
    public void FliteKeepsNothingOfWhatWasSpoken()
    {
        using FliteEngine engine = new();
        // 1.4 s or 45 KB of samples: 200 leaked ones would be 9 MB.
        SpeechRequest request = new("It is half past ten.", "flite/kal16");
        Growth(() => engine.Synthesize(request), 100, 200).ShouldBeLessThan(5_000_000);
    }

    private static long Growth(Action action, int warm, int times)
    {
        for (int i = 0; i < warm; i++)
        {
            action();
        }

        long before = Resident();
        for (int i = 0; i < times; i++)
        {
            action();
        }

        return Resident() - before;
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
