using System.Runtime.InteropServices;

namespace Sapphire.Actors.Tests.Speech;

/// <summary>Signals to processes.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;

    public const int Stop = 19;

    public static void Send(int pid, int signal) => Kill(pid, signal).ShouldBe(0);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
