namespace Sapphire.Kernel.Tests;

/// <summary>Whether this is a run of <c>./sapphire soak</c>.</summary>
internal static class Soak
{
    public static bool IsRunning { get; } = Environment.GetEnvironmentVariable("SAPPHIRE_SOAK") == "1";

    public static int Count(int inTests, int inSoak) => IsRunning ? inSoak : inTests;
}
