using System.Runtime.InteropServices;

namespace Sapphire.SpeechWorker;

/// <summary>What can go wrong in native code.</summary>
internal static partial class Faults
{
    /// <summary>Does it: <c>segv</c>, <c>abort</c>, <c>exit</c>, <c>hang</c>, <c>eat</c> (memory), <c>throw</c>.</summary>
    public static void Do(string fault)
    {
        Console.Error.WriteLine($"now comes {fault}");
        switch (fault)
        {
            case "segv":
                Fill(16, 1, 64);
                break;
            case "abort":
                Abort();
                break;
            case "exit":
                Exit(17);
                break;
            case "hang":
                while (true) _ = Pause(1_000_000);
            case "eat":
                Eat();
                break;
            case "throw":
                throw new InvalidOperationException("The engine is confused.");
            default:
                throw new ArgumentException($"There is no fault {fault}.", nameof(fault));
        }
    }

    /// <summary>Blocks in native code.</summary>
    public static void Block(int milliseconds)
    {
        // A signal of the runtime ends one sleep.
        long end = Environment.TickCount64 + milliseconds;
        while (Environment.TickCount64 < end) _ = Sleep(5000);
    }

    private static void Eat()
    {
        // At most 2 GiB: a host that does not look must not take the machine down.
        for (int i = 0; i < 64; i++)
        {
            nint block = Marshal.AllocHGlobal(32 << 20);
            Fill(block, 1, 32 << 20);
            Block(20);
        }

        Do("hang");
    }

    [LibraryImport("libc", EntryPoint = "memset")]
    private static partial nint Fill(nint at, int value, nuint count);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);

    [LibraryImport("libc", EntryPoint = "sleep")]
    private static partial uint Pause(uint seconds);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
